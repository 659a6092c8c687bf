"""Every code of core has words wherever it can be said."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

import pytest

from dds_upload.commands import words as commands
from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.reasons import Detail, Field, Kind, Reason, Refusal
from dds_upload.operations.blobs.chunk_batch import BatchFault
from dds_upload.protocols.dds import words as dds
from dds_upload.protocols.pulp import words as pulp
from dds_upload.protocols.sentry import words as sentry
from dds_upload.web.words import Worded, Words

LANGUAGES = {
    "dds": dds.WORDS,
    "sentry": sentry.WORDS,
    "pulp": pulp.WORDS,
    "commands": commands.WORDS,
}

each_language = pytest.mark.parametrize("words", LANGUAGES.values(), ids=LANGUAGES)


@pytest.mark.parametrize("names", [dds.KINDS, commands.KINDS], ids=["dds", "commands"])
def test_every_kind_has_a_name(names: Mapping[Kind, str]) -> None:
    assert set(names) == set(Kind)
    assert all(names.values())


def test_every_fault_of_a_batch_of_chunks_has_a_sentence() -> None:
    assert set(sentry.BATCH) == set(BatchFault)
    assert all(sentry.BATCH.values())


@each_language
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence(words: Words, reason: Reason) -> None:
    details: dict[str, Detail] = dict.fromkeys(reason.limits, 7)
    details |= dict.fromkeys(reason.texts, "a text")
    for field in (None, *Field):
        said = words.say(Refusal(reason, field, details))
        assert said
        assert "{" not in said


@each_language
@pytest.mark.parametrize("code", FailureCode)
def test_every_failure_has_a_sentence(words: Words, code: FailureCode) -> None:
    details = {"claimed": "md5:1", "computed": "md5:2", "bytes": ["0-4", "7-7"], "text": "so"}
    said = words.say_failure(Failure(code, details))
    assert said
    assert "{" not in said
    assert "[" not in said


@each_language
@pytest.mark.parametrize("code", FailureCode)
def test_a_failure_without_its_details_has_a_sentence_too(words: Words, code: FailureCode) -> None:
    for details in ({}, {"text": ""}, {"odd": 1}):
        said = words.say_failure(Failure(code, details))
        assert said
        assert "{" not in said


@each_language
def test_what_was_told_is_told_to_the_letter(words: Words) -> None:
    text = 'a {claimed} "sentence" with {0} and {} and 100 %s'
    for code in (FailureCode.TOLD, FailureCode.UNREADABLE, FailureCode.NOT_PROCESSED):
        assert words.say_failure(Failure(code, {"text": text, "claimed": "md5:1"})) == text


@each_language
def test_every_field_has_a_spelling(words: Words) -> None:
    assert set(words.fields) == set(Field)
    assert all(words.fields.values())


@each_language
def test_a_sentence_names_nothing_that_its_code_does_not_come_with(words: Words) -> None:
    for key, sentence in words.sentences.items():
        reason = key if isinstance(key, Reason) else key[0]
        assert isinstance(reason, Reason)
        named = {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}
        assert named <= {*reason.limits, *reason.texts}, key


@each_language
def test_what_has_words_of_its_own_is_told_in_them(words: Words) -> None:
    assert words.say(Worded(Reason.FIELD_INVALID, "some {field}", text="{0} is {odd}")) == (
        "{0} is {odd}"
    )


def test_a_code_is_told_with_its_details_and_with_no_others() -> None:
    for names in ((), ("max",), ("min", "max", "number")):
        with pytest.raises(TypeError, match="chunk_size_out_of_range"):
            Refusal(Reason.CHUNK_SIZE_OUT_OF_RANGE, None, dict.fromkeys(names, 1))
    refusal = Refusal.of(Reason.CHUNK_SIZE_OUT_OF_RANGE, Field.SIZE, min=1, max=2)
    assert refusal.limits == {"min": 1, "max": 2}
    assert str(refusal) == "size: chunk_size_out_of_range (min=1, max=2)"
