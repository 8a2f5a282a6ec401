"""The error tree. Each error has a stable code, says what is wrong and what to do, and keeps its details.

The sentence here is the English one; what people read in other languages comes from message catalogues keyed by
``code`` with ``details`` as arguments.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar


class MouthpieceError(Exception):
    """Base of everything that goes wrong in a way this project foresees."""

    code: ClassVar[str] = "internal"
    sentence: ClassVar[str] = "Something went wrong inside Mouthpiece. The log says what; please report it."

    field: str | None = None
    """The field of a request it is about, such as "targets.3", where that is known"""

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(self.sentence.format(**details))


@contextmanager
def about(field: str) -> Iterator[None]:
    """Whatever is wrong in this block is about this field of a request."""
    try:
        yield
    except MouthpieceError as error:
        error.field = field
        raise


class BadInput(MouthpieceError):
    """What was sent cannot be used; sending something else helps."""

    code = "bad-input"
    sentence = "That cannot be used: {reason}"


class NothingToSay(BadInput):
    code = "nothing-to-say"
    sentence = "There is nothing to say in this text. Write some words; emoji and links are not spoken."


class TextTooLong(BadInput):
    code = "text-too-long"
    sentence = "The text is {length} characters long, {excess} over the limit of {limit}. Shorten it or send it in parts."


class TemplateBroken(BadInput):
    code = "template-broken"
    sentence = (
        "A curly brace is not paired, or nothing stands between two, near “{near}”. Write a column's name between"
        " curly braces; for a brace itself write two."
    )


class UnreadableMedia(BadInput):
    code = "unreadable-media"
    sentence = (
        "{name} cannot be read as sound, picture or video: {reason}. Send another file or convert it first."
    )


class EmptyFile(BadInput):
    code = "empty-file"
    sentence = "{name} is empty (0 bytes). Send the file again."


class FileMissing(BadInput):
    code = "file-missing"
    sentence = "There is no file {name}. Check the path."


class OutputExists(BadInput):
    code = "output-exists"
    sentence = (
        "{name} is there already and is another clip. Choose another folder or --pattern, or say --overwrite."
    )


class NoSound(BadInput):
    code = "no-sound"
    sentence = "{name} has no sound in it. Send a recording or a video with sound."


class SilentSound(BadInput):
    code = "silent-sound"
    sentence = "{name} is silent: no speech was found in it. Check the microphone and record again."


class SoundTooLong(BadInput):
    code = "sound-too-long"
    sentence = (
        "The sound is {duration_s:.0f} s long; the limit is {limit_s:.0f} s. Cut it into shorter parts."
    )


class SoundTooShort(BadInput):
    code = "sound-too-short"
    sentence = "The sound is only {duration_s:.2f} s long. Record at least {limit_s:.1f} s."


class FileTooLarge(BadInput):
    code = "file-too-large"
    sentence = "{name} has {size_mb:.1f} MB; the limit is {limit_mb:.0f} MB. Send a smaller or shorter file."


class PictureTooLarge(BadInput):
    code = "picture-too-large"
    sentence = (
        "{name} has {width}x{height} pixels; at most {limit_mp:.0f} megapixels can be used. Make it smaller."
    )


class NoPicture(BadInput):
    code = "no-picture"
    sentence = "{name} has no picture in it. Send a photo or a video of the presenter."


class NoFace(BadInput):
    code = "no-face"
    sentence = "No face was found in {name}. Film the presenter facing the camera, well lit, the face filling a third of it."


class NoSuchFace(BadInput):
    code = "no-such-face"
    sentence = "There is no person {face:.0f} in {name}: {people:.0f} can be seen. Choose 1 to {people:.0f}."


class NoSuchPart(BadInput):
    code = "no-such-part"
    sentence = (
        "{name} is {duration_s:.1f} s long; begun at {begin_s:.1f} s and ended at {end_s:.1f} s, nothing is left of it. Choose a"
        " part within it."
    )


class FaceTooSmall(BadInput):
    code = "face-too-small"
    sentence = "The face in {name} is only {face_px:.0f} pixels wide. Come closer: at least {limit_px:.0f} are needed."


class NoPlainBackground(BadInput):
    code = "no-plain-background"
    sentence = (
        "Behind the presenter in {name} there is no plain background that could be replaced. Film in front of a green"
        " screen or a wall of one colour, evenly lit, or leave the background as it is."
    )


class BadBackground(BadInput):
    code = "bad-background"
    sentence = (
        "“{name}” is neither a colour nor a picture. Write a colour like #1e88e5, or the path of a picture."
    )


class UnknownPresenter(BadInput):
    code = "unknown-presenter"
    sentence = "There is no presenter “{name}”.{hint} `presenters list` shows them all."


class ConsentMissing(BadInput):
    code = "consent-missing"
    sentence = (
        "Nobody is added without their consent. Write who agreed, when and for what, such as “Anna Petrova, 3 May 2026,"
        " for our training videos”."
    )


class NameRefused(BadInput):
    code = "name-refused"
    sentence = "A presenter cannot be called “{name}”. Write a name of 1 to {limit} characters in one line."


class NameTaken(BadInput):
    code = "name-taken"
    sentence = "There is a presenter called “{name}” already. Choose another name."


class AlreadyAdded(BadInput):
    code = "already-added"
    sentence = "You added {name} before, as “{presenter}” ({id}). Use that one, or remove it first."


class TooManyPresenters(BadInput):
    code = "too-many-presenters"
    sentence = "You have {count} presenters already, and {limit} is the most. Remove one first."


class BuiltinPresenter(BadInput):
    code = "builtin-presenter"
    sentence = (
        "“{name}” came with Mouthpiece and stays as it is. Only presenters that people added can be renamed, shared or"
        " removed."
    )


class UnknownVoice(BadInput):
    code = "unknown-voice"
    sentence = "There is no voice “{name}”.{hint} `voices list` shows them all."


class UnknownLanguage(BadInput):
    code = "unknown-language"
    sentence = "No voice speaks “{name}”.{hint} `voices list` shows the languages."


class UnknownEngine(BadInput):
    code = "unknown-engine"
    sentence = "There is no lip engine “{name}”.{hint}"


class UnknownTracker(BadInput):
    code = "unknown-tracker"
    sentence = "There is no tracker “{name}”.{hint}"


class UnknownJob(BadInput):
    code = "unknown-job"
    sentence = "There is no order “{name}” in the line. `jobs list` shows them."


class UnsupportedFile(BadInput):
    code = "unsupported-file"
    sentence = (
        "{name} is not a sound, a photo or a video. Send wav, mp3, m4a, ogg, mp4, mov, webm, jpg or png."
    )


class VoiceUnavailable(MouthpieceError):
    """A voice is known but cannot speak here and now."""

    code = "voice-unavailable"
    sentence = "The voice “{name}” cannot be used here: {reason}"


class DiskFull(MouthpieceError):
    code = "disk-full"
    sentence = "The disk is full ({path}). Free some space and try again; nothing was lost."


class MediaFailed(MouthpieceError):
    """ffmpeg failed on something it should be able to do."""

    code = "media-failed"
    sentence = "Making the video failed in ffmpeg: {reason}"


class MediaTimeout(BadInput):
    code = "media-timeout"
    sentence = (
        "Reading {name} took longer than {limit_s:.0f} s and was stopped. Send a shorter or simpler file."
    )


class Cancelled(MouthpieceError):
    code = "cancelled"
    sentence = "The order was cancelled."


class WorkerLost(MouthpieceError):
    code = "worker-lost"
    sentence = (
        "The worker stopped {attempts} times while making this clip, so it was given up. The log says why."
    )


class TookTooLong(MouthpieceError):
    code = "took-too-long"
    sentence = "Making this clip took longer than {limit_s:.0f} s and was stopped. Try a shorter text."


class LineFull(BadInput):
    code = "line-full"
    sentence = "You already have {waiting} orders waiting; the limit is {limit}. Wait for one, or cancel one with /queue."


class LineTaken(MouthpieceError):
    code = "line-taken"
    sentence = (
        "Another Mouthpiece is already working in {path}. Stop it first, or give this one a folder of its own with"
        " MOUTHPIECE_HOME."
    )


class WorkerBroken(MouthpieceError):
    code = "worker-broken"
    sentence = (
        "The worker cannot start: {reason}. `doctor` says what is missing; orders wait until it starts."
    )


class NewerData(MouthpieceError):
    code = "newer-data"
    sentence = (
        "{path} was written by a newer version of Mouthpiece ({version}, this one knows {known})."
        " Update Mouthpiece, or use another folder."
    )


def near_names(name: str, known: list[str]) -> str:
    """A `` Did you mean …?`` hint with the nearest known names, or an empty string."""
    from difflib import get_close_matches

    near = get_close_matches(name.lower(), known, n=3, cutoff=0.5)
    return f" Did you mean {', '.join(near)}?" if near else ""
