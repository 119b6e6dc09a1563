using System.Text;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Tests.Notes;

public sealed class SignedNoteTests : IDisposable
{
    private static readonly string s_text = new Checkpoint("example.com/log", 7, MerkleTree.HashLeaf("x"u8)).ToString();

    private readonly NoteSigningKey _key = NoteSigningKey.Generate("example.com/log");
    private readonly NoteSigningKey _witness = NoteSigningKey.Generate("witness.example", NoteKeyType.CosignatureV1);

    public void Dispose()
    {
        _key.Dispose();
        _witness.Dispose();
    }

    [Fact]
    public void Sign_ThenParse_VerifiesWithTheKeyAndNoOther()
    {
        SignedNote note = Parse(SignedNote.Sign(s_text, _key).ToString());
        using NoteSigningKey other = NoteSigningKey.Generate("example.com/log");

        note.Text.Should().Be(s_text);
        note.Verify(_key.VerifierKey).Should().BeEquivalentTo(new { Holds = true });
        note.Verify(other.VerifierKey).Holds.Should().BeFalse("nobody known has signed");
        note.Verify([]).Holds.Should().BeFalse();
        Parse(note.ToString().Replace("\n7\n", "\n8\n")).Verify(_key.VerifierKey).Should().BeEquivalentTo(new { Holds = false, Refuted = new[] { _key.VerifierKey } });
    }

    [Fact]
    public void Cosignature_OfAWitness_IsKeptAndStatesItsTime()
    {
        DateTimeOffset seen = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);
        SignedNote note = SignedNote.Sign(s_text, _key).WithSignatures(_witness.Cosign(s_text, seen), _witness.Cosign(s_text, seen));

        note.Signatures.Should().HaveCount(2);
        Parse(note.ToString()).Verify(_key.VerifierKey, _witness.VerifierKey).Verified.Should().Equal(_key.VerifierKey, _witness.VerifierKey);
        note.Verify(_key.VerifierKey).Holds.Should().BeTrue("lines of unknown keys do no harm");
        _witness.VerifierKey.TimeOf(note.Signatures[1]).Should().Be(seen);
        _key.VerifierKey.TimeOf(note.Signatures[0]).Should().BeNull();
        FluentActions.Invoking(() => _witness.Sign(s_text)).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => _key.Cosign(s_text, seen)).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Keys_AsText_AreReadAgain()
    {
        NoteSigningKey.TryParse(_witness.Export(), out NoteSigningKey? read).Should().BeTrue();
        using (read)
            read!.ToString().Should().Be(_witness.ToString()).And.NotContain(_witness.Export().Split('+', 5)[4]);
        NoteVerifierKey.TryParse(_witness.ToString(), out NoteVerifierKey? verifier).Should().BeTrue();
        verifier!.Type.Should().Be(NoteKeyType.CosignatureV1);
        NoteSigningKey.TryParse(_key.Export()[..^4], out _).Should().BeFalse();
        NoteSigningKey.TryParse(_key.Export().Replace("example.com", "example.org"), out _).Should().BeFalse("the id is another one then");
        NoteSigningKey.TryParse(_key.ToString(), out _).Should().BeFalse();
        FluentActions.Invoking(static () => NoteSigningKey.Generate("a b")).Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData("", "a note is a text, an empty line and signature lines, each ended by a line feed")]
    [InlineData("text\n", "a note is a text, an empty line and signature lines, each ended by a line feed")]
    [InlineData("text\n\n", "a note has 1 to 100 signatures, not 0")]
    [InlineData("te\u0001xt\n\n\u2014 a AAAAAAA=\n", "the text of the note has a control character")]
    [InlineData("text\n\n- a AAAAAAA=\n", "signature line 1 is not `\u2014 NAME BASE64`")]
    [InlineData("text\n\n\u2014 a AAAAAA==\n", "signature line 1 is not `\u2014 NAME BASE64`")]
    [InlineData("text\n\n\u2014 a+b AAAAAAA=\n", "signature line 1 is not `\u2014 NAME BASE64`")]
    [InlineData("text\n\n\u2014 a  AAAAAAA=\n", "signature line 1 is not `\u2014 NAME BASE64`")]
    [InlineData("text\n\n\u2014 a AAAAAAB=\n", "signature line 1 is not `\u2014 NAME BASE64`")]
    public void Parse_WhatIsNoNote_SaysWhy(string text, string expected)
    {
        SignedNote.TryParse(Encoding.UTF8.GetBytes(text), out _, out string? problem).Should().BeFalse();
        problem.Should().Be(expected);
    }

    [Fact]
    public void Parse_BytesThatAreNotText_OrTooMany_AreRefused()
    {
        SignedNote.TryParse([0xFF], out _, out string? notText).Should().BeFalse();
        SignedNote.TryParse(new byte[1_000_001], out _, out string? tooMany).Should().BeFalse();
        (notText, tooMany).Should().Be(("the note is not UTF-8", "a note has at most 1000000 bytes"));
        FluentActions.Invoking(() => SignedNote.Sign("no line feed", _key)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => SignedNote.Sign("lone \ud800\n", _key)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(static () => SignedNote.Sign("text\n")).Should().Throw<ArgumentException>();
    }

    private static SignedNote Parse(string text) => SignedNote.TryParse(Encoding.UTF8.GetBytes(text), out SignedNote? note, out string? problem) ? note : throw new InvalidOperationException(problem);
}
