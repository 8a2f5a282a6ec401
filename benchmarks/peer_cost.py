"""What the network of Wav2Lip costs a frame on this machine: python -m benchmarks.peer_cost [--batch N] [--runs N]

The network alone, on two threads, with random weights: as its makers run it, and as this project does, with its
normalisations folded in, in single precision and in bfloat16. Not measured are its makers' face detector, pasting the
face back, and encoding.
"""

import argparse
import time
from statistics import median

THREADS = 2
BATCH = 16
MADE, FOLDED, HALVES = "as its makers run it", "folded", "folded, bfloat16"


class PeerTimer:
    """The network, warm, and a batch to give it."""

    def __init__(self, batch: int = BATCH, *, form: str = MADE) -> None:
        import torch

        from models.mels import MELS, STEPS
        from models.wav2lip import FACE_CHANNELS, SIDE_PX, Wav2Lip, parameters

        self._torch = torch
        self._network = Wav2Lip().eval()
        self.weights = parameters(self._network)
        given = [torch.rand(batch, 1, MELS, STEPS), torch.rand(batch, FACE_CHANNELS, SIDE_PX, SIDE_PX)]
        if form != MADE:
            kind = torch.bfloat16 if form == HALVES else torch.float32
            self._network = self._network.folded().to(kind)
            self._network.to(memory_format=torch.channels_last)
            given = [part.to(kind).contiguous(memory_format=torch.channels_last) for part in given]
        self._batch = given
        self._count = batch
        self.a_frame_s()

    def a_frame_s(self) -> float:
        """Seconds a frame, measured now."""
        before = self._torch.get_num_threads()
        self._torch.set_num_threads(THREADS)
        try:
            with self._torch.inference_mode():
                began = time.perf_counter()
                self._network(*self._batch)
                return (time.perf_counter() - began) / self._count
        finally:
            self._torch.set_num_threads(before)


def peer_timer(batch: int = BATCH) -> PeerTimer | None:
    """None where torch is not installed."""
    try:
        return PeerTimer(batch)
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        return None


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--batch", type=int, default=BATCH)
    ask.add_argument("--runs", type=int, default=5)
    told = ask.parse_args()
    first = peer_timer(told.batch)
    if first is None:
        print("Not measured: torch is not installed.")
        return
    timers = {MADE: first} | {form: PeerTimer(told.batch, form=form) for form in (FOLDED, HALVES)}
    # In turns, so that whatever else the machine does is spread over all.
    rounds = [{form: timer.a_frame_s() for form, timer in timers.items()} for _ in range(told.runs)]
    print(f"{first.weights / 1e6:.1f} M weights, batch {told.batch}")
    for form in timers:
        ms = 1000 * median(one[form] for one in rounds)
        ratio = median(one[form] / one[MADE] for one in rounds)
        print(f"{form:22} {ms:6.1f} ms a frame, {ratio:.2f} of the first")


if __name__ == "__main__":
    main()
