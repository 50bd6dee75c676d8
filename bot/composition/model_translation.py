"""What translates editions, where the operator wants that of a language model."""

from __future__ import annotations

from bot.composition.summarising import endpoint
from bot.settings import OfflineSettings
from digests.store import Store
from digests.translation.machine_translations import MachineTranslations


def machine_translations(settings: OfflineSettings, store: Store) -> MachineTranslations | None:
    """Whoever has editions translated; None where nobody is to.

    Raises `SettingsError` where the model's extra is not installed.
    """
    reached = endpoint(settings) if settings.translations else None
    if reached is None:
        return None
    from digests.translation.model_translator import (  # noqa: PLC0415 - its library is large
        ModelTranslator,
    )

    return MachineTranslations(ModelTranslator(reached), store.translations, store.editions.get)
