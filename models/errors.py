"""What goes wrong with weights, and with the machine they run on."""

from common.errors import BadInput, MouthpieceError


class EngineNeedsTorch(BadInput):
    code = "engine-needs-torch"
    sentence = (
        "The lip engine “{name}” needs PyTorch, which is not installed. `./run install coqui` brings it; or leave"
        " --engine out."
    )


class EngineNeedsWeights(BadInput):
    code = "engine-needs-weights"
    sentence = "The lip engine “{name}” has no weights yet. Get them with `./run models pull {name}`, or leave --engine out."


class EngineNotAgreed(BadInput):
    """Weights that somebody put in place by hand: their licence was shown to nobody."""

    code = "engine-not-agreed"
    sentence = (
        "The lips “{name}” are kept for nobody yet: their weights were put here by hand, and their licence ({licence})"
        " was not agreed to. `./run models pull {name} --from FILE` shows it and asks. Until then “{name}” is used only"
        " where an order names it."
    )


class WeightsUnsuitable(BadInput):
    code = "weights-unsuitable"
    sentence = "The weights in {name} cannot be used: {reason}. Get them again as their makers publish them."


class DeviceMissing(BadInput):
    code = "device-missing"
    sentence = "PyTorch finds no “{device}” here. Leave --device out to use the best there is; `doctor` says what it is."


class DeviceFailed(MouthpieceError):
    """A network could not be worked out where it should be; a fresh process may do better."""

    code = "device-failed"
    sentence = "The lips' network failed on “{device}”: {reason}. Try again when less runs on it, or with --device cpu."


class TrackerNeedsTorch(BadInput):
    code = "tracker-needs-torch"
    sentence = (
        "The tracker “{name}” needs PyTorch, which is not installed. `./run install coqui` brings it; or leave --tracker"
        " out to use MediaPipe's face mesh, which is here."
    )


class TrackerNeedsWeights(BadInput):
    code = "tracker-needs-weights"
    sentence = (
        "The tracker “face-alignment” has no weights for {name} yet. Get them with `./run models pull {id}`; or leave"
        " --tracker out to use MediaPipe's face mesh, which is here."
    )


class TrackerFailed(DeviceFailed):
    code = "tracker-failed"
    sentence = "The tracker's network failed on “{device}”: {reason}. Try again when less runs on it, or with --tracker mediapipe."


class UnknownModel(BadInput):
    code = "unknown-model"
    sentence = "There are no weights called “{name}”.{hint} `models list` shows them all."


class LicenceNotAccepted(BadInput):
    code = "licence-not-accepted"
    sentence = "{name} has a licence of its own: {licence}. Read it and agree to it first."


class NoAddress(BadInput):
    """Nobody offers these weights at an address a program can fetch from."""

    code = "no-address"
    sentence = (
        "{name} cannot be fetched by itself. Get it from {page}, then hand it over with"
        " `models pull {id} --from FILE`."
    )


class FetchFailed(MouthpieceError):
    code = "fetch-failed"
    sentence = (
        "{name} could not be fetched from {host}: {reason}. What came so far is kept: try again later, or get it from"
        " {page} and hand it over with `models pull {id} --from FILE`."
    )


class FetchStopped(MouthpieceError):
    code = "fetch-stopped"
    sentence = "Fetching {name} was stopped. What came so far is kept; ask again to go on."


class FetchRunning(BadInput):
    code = "fetch-running"
    sentence = "Weights are being fetched already. Wait until that is done, or stop it."


class NotEnoughRoom(MouthpieceError):
    code = "not-enough-room"
    sentence = "{name} needs {needed_mb:.0f} MB, and only {free_mb:.0f} MB are free in {path}. Free some space and try again."


class ChecksumWrong(BadInput):
    code = "checksum-wrong"
    sentence = (
        "{name} is not the file that was published: its checksum differs. It was not kept. Try again; if it stays so,"
        " get it from {page}."
    )


class WeightsUnsafe(BadInput):
    """Code was found where only numbers may be. Nothing of it was run."""

    code = "weights-unsafe"
    sentence = (
        "{name} carries code ({what}), and weights are numbers only. It was not run. Get it from its maker."
    )


class WeightsBroken(BadInput):
    code = "weights-broken"
    sentence = "{name} cannot be used as weights: {reason}. Get it again from its maker."


class WeightsIncomplete(BadInput):
    code = "weights-incomplete"
    sentence = "{name} lacks {missing}. Take the whole folder or ZIP as its maker publishes it."
