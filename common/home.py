"""The one folder of data: where everything that must survive is kept."""

import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True, kw_only=True)
class Home:
    """Paths under MOUTHPIECE_HOME. Files get opaque ids; the name a person gave is kept beside them."""

    root: Path

    @classmethod
    def default(cls) -> "Home":
        return cls(root=Path(platformdirs.user_data_dir("mouthpiece", appauthor=False)))

    @property
    def line_db(self) -> Path:
        """Orders and their states."""
        return self.root / "line.db"

    @property
    def people_db(self) -> Path:
        """What people chose in the chat: presenter, voice, language, style."""
        return self.root / "people.db"

    @property
    def telegram_db(self) -> Path:
        """Updates not yet answered, and what Telegram calls files sent before."""
        return self.root / "telegram.db"

    @property
    def room_db(self) -> Path:
        """Messages and files of the chat room."""
        return self.root / "room.db"

    @property
    def studio_db(self) -> Path:
        """The studio's uploads, batches and tokens."""
        return self.root / "studio.db"

    @property
    def presenters(self) -> Path:
        return self.root / "presenters"

    @property
    def prepared(self) -> Path:
        """Tracked presenters by content hash."""
        return self.root / "prepared"

    @property
    def voices(self) -> Path:
        return self.root / "voices"

    @property
    def weights(self) -> Path:
        return self.root / "weights"

    @property
    def inputs(self) -> Path:
        return self.root / "inputs"

    @property
    def clips(self) -> Path:
        return self.root / "clips"

    @property
    def parts(self) -> Path:
        """Spoken and rendered parts that clips of one template share; may be deleted at any time."""
        return self.root / "parts"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    def make(self) -> "Home":
        """Create the folders; returns itself."""
        for folder in (
            self.presenters,
            self.prepared,
            self.voices,
            self.weights,
            self.inputs,
            self.clips,
            self.logs,
        ):
            folder.mkdir(parents=True, exist_ok=True)
        return self

    def new_input(self, suffix: str) -> Path:
        """A path for a file somebody sends, under an opaque name."""
        return self.inputs / f"{uuid.uuid4().hex}{suffix}"

    def new_clip(self) -> Path:
        """A path for a clip, in a folder by date."""
        folder = self.clips / time.strftime("%Y/%m/%d", time.gmtime())
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{uuid.uuid4().hex}.mp4"
