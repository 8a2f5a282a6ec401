"""What the network of Wav2Lip costs a frame on this machine: python -m benchmarks.peer_cost [--batch N] [--runs N]

The network alone, on two threads. Not measured are its face detector, pasting the face back, and encoding, which it
needs as well.
"""

import argparse
import time
from statistics import median

THREADS = 2
BATCH = 16


class PeerTimer:
    """The network, warm, and a batch to give it."""

    def __init__(self, batch: int = BATCH) -> None:
        import torch

        from benchmarks.peer_network import MEL_STEPS, MELS, SIDE_PX, Peer, weights

        self._torch = torch
        self._network = Peer().eval()
        self._batch = torch.rand(batch, 1, MELS, MEL_STEPS), torch.rand(batch, 6, SIDE_PX, SIDE_PX)
        self._count = batch
        self.weights = weights(self._network)
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
    timer = peer_timer(told.batch)
    if timer is None:
        print("Not measured: torch is not installed.")
        return
    ms = 1000 * median(timer.a_frame_s() for _ in range(told.runs))
    print(f"{timer.weights / 1e6:.1f} M weights, batch {told.batch}: {ms:.1f} ms a frame")


if __name__ == "__main__":
    main()
