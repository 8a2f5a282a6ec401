"""In which language somebody reads."""

from bot.locales import Translator, locale_for, translator
from bot.people import People, Person
from bot.telegram.address import Address
from pipeline.jobs.job import Job


def language_of(person: Person, language_code: str | None) -> str:
    """What they chose, else what their Telegram is set to, else English."""
    return person.language or locale_for(language_code)


async def reader_of(job: Job, people: People) -> Translator:
    """Whoever ordered, in the language they read now."""
    person = await people.get(job.owner)
    return translator(person.language or Address.from_json(job.address).locale)
