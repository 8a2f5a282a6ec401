"""A program that has footage looked at and does nothing else: says when the look is under way."""

import asyncio
import sys
from pathlib import Path

from bot.examining import examiner
from common.home import Home


async def main(root: str, footage: str, sheet: str) -> None:
    await examiner(Home(root=Path(root)).make())(
        Path(footage), "footage", Path(sheet), on_share=lambda share: print("share", share, flush=True)
    )


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
