"""Makes a tiny Coqui VITS model with random weights: the real runtime then speaks without a download."""

from pathlib import Path


def make_tiny_vits(folder: Path, *, speakers: int = 0) -> Path:
    """A model folder as Coqui's own training leaves one. What it says is noise; how it is driven is real."""
    import torch
    from TTS.config.shared_configs import BaseAudioConfig
    from TTS.tts.configs.shared_configs import CharactersConfig
    from TTS.tts.configs.vits_config import VitsArgs, VitsConfig
    from TTS.tts.models.vits import Vits
    from TTS.tts.utils.speakers import SpeakerManager

    folder.mkdir(parents=True)
    size = 16
    shape = VitsArgs(
        hidden_channels=size,
        hidden_channels_ffn_text_encoder=size * 2,
        num_heads_text_encoder=2,
        num_layers_text_encoder=1,
        num_layers_posterior_encoder=1,
        num_layers_flow=1,
        resblock_type_decoder="2",
        resblock_kernel_sizes_decoder=[3],
        resblock_dilation_sizes_decoder=[[1, 3]],
        upsample_initial_channel_decoder=32,
        use_speaker_embedding=speakers > 0,
        speaker_embedding_channels=8,
        init_discriminator=False,
    )
    letters = CharactersConfig(
        characters_class="TTS.tts.models.vits.VitsCharacters",
        pad="_",
        eos="",
        bos="",
        blank="",
        characters="abcdefghijklmnopqrstuvwxyz",
        punctuations="!'(),-.:;? ",
        phonemes="",
    )
    config = VitsConfig(
        model_args=shape,
        audio=BaseAudioConfig(sample_rate=16_000),
        characters=letters,
        use_phonemes=False,
        text_cleaner="basic_cleaners",
        add_blank=True,
        use_speaker_embedding=speakers > 0,
    )
    if speakers:
        names = {f"speaker_{n}": n for n in range(speakers)}
        manager = SpeakerManager()
        manager.name_to_id = names
        manager.save_ids_to_file(str(folder / "speakers.json"))
        config.speakers_file = str(folder / "speakers.json")
        config.model_args.speakers_file = str(folder / "speakers.json")
    torch.manual_seed(1)
    model = Vits.init_from_config(config)
    torch.save({"model": model.state_dict()}, folder / "model.pth")
    config.save_json(str(folder / "config.json"))
    return folder
