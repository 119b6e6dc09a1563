using System.Text;
using Enterprise.Governance.Anchoring.Tests.Anchors;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Tests.Bundles;

/// <summary>What verification finds in a bundle, with nothing but the file and a key.</summary>
public sealed class EvidenceBundleTests : IAsyncLifetime
{
    private const int ProofLine = 9;

    private BundledRun _run = null!;
    private byte[] _bundle = null!, _personal = null!;

    public async ValueTask InitializeAsync()
    {
        _run = await BundledRun.CreateAsync();
        (_bundle, _personal, _) = await _run.BundleAsync();
    }

    public ValueTask DisposeAsync() => _run.DisposeAsync();

    [Fact]
    public async Task Verify_Bundle_Holds()
    {
        EvidenceReport report = await BundledRun.VerifyAsync(_bundle, AnchoredDatabase.Ring, _personal);

        report.Should().BeEquivalentTo(new EvidenceReport
        {
            RunId = BundledRun.RunId,
            Events = 5,
            Origin = "example.com/governance",
            Size = 3,
            SignedBy = ["example.com/governance+aa249818"],
            IsChainChecked = true,
            PolicySets = 2,
            MissingPolicySets = 1,
            Commitments = 2,
            PersonalValues = 1,
        });
    }

    [Theory]
    [MemberData(nameof(BundleForgery.Names), MemberType = typeof(BundleForgery))]
    public async Task Verify_ForgedBundle_SaysWhatIsWrong(string name)
    {
        BundleForgery forgery = BundleForgery.Find(name);

        EvidenceReport report = await BundledRun.VerifyAsync(forgery.Forge(_bundle));

        report.Ok.Should().BeFalse();
        report.Findings.Select(static finding => finding.Kind).Distinct().Should().Equal(forgery.Kinds);
    }

    [Fact]
    public async Task Verify_EveryByteChanged_IsFound_ButHashesThatOnlyTheSecretProves()
    {
        HashSet<int> unproved = [.. HashesBeforeTheLast()];
        for (int at = 0; at < _bundle.Length; at++)
        {
            foreach (byte change in new byte[] { 0x01, 0x20, 0x80 })
            {
                byte[] changed = [.. _bundle];
                changed[at] ^= change;
                bool isHexStill = unproved.Contains(at) && char.IsAsciiHexDigitLower((char)changed[at]);

                (await BundledRun.VerifyAsync(changed)).Ok.Should().Be(isHexStill, "byte {0}, {1:x2}", at, change);
                (await BundledRun.VerifyAsync(changed, AnchoredDatabase.Ring)).Ok.Should().BeFalse("byte {0}, {1:x2}, with the audit key", at, change);
            }
        }
    }

    [Fact]
    public async Task Verify_EveryByteOfThePersonalFileChanged_IsFound()
    {
        for (int at = 0; at < _personal.Length; at++)
        {
            byte[] changed = [.. _personal];
            changed[at] ^= 0x01;
            (await BundledRun.VerifyAsync(_bundle, null, changed)).Findings.Should().OnlyContain(static finding => finding.IsPersonal).And.NotBeEmpty("byte {0}", at);
        }
    }

    [Fact]
    public async Task Verify_EveryShorterFile_IsFound()
    {
        for (int length = 0; length < _bundle.Length; length++)
            (await BundledRun.VerifyAsync(_bundle[..length])).Findings.Last().Kind.Should().Be(EvidenceFindingKind.Malformed, "{0} bytes", length);
    }

    [Fact]
    public async Task Verify_LineBeyondTheLimit_IsMalformed()
    {
        EvidenceReport report = await BundledRun.VerifyAsync(_bundle, maxLineBytes: 100);

        report.Findings.Should().Equal(new EvidenceFinding(2, EvidenceFindingKind.Malformed, "the line has 100 bytes or more, and no longer ones are read"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Verify_StreamThatComesInSmallPieces_IsReadAsAWhole(int step)
    {
        EvidenceReport report = await EvidenceBundle.VerifyAsync(new PieceStream(_bundle, step), new EvidenceVerifyOptions { Keys = [BundledRun.Key], Personal = new PieceStream(_personal, step) });

        (report.Ok, report.Events, report.PersonalValues).Should().Be((true, 5, 1));
    }

    [Fact]
    public async Task Bundle_OfALongRun_IsWrittenAndReadInPieces()
    {
        using (ChainLedger ledger = _run.Database.Ledger)
            await ledger.AppendBatchAsync("long", [.. Enumerable.Range(0, 3_000).Select(static i => LedgerEvent.Create("test.happened", Encoding.UTF8.GetBytes($$"""{"n":{{i}},"text":"{{new string('x', 300)}}"}""")))]);
        await _run.AnchorAsync();
        using PieceStream file = new([], int.MaxValue);
        await using (IEvidenceExport export = await _run.Bundler.OpenAsync("long"))
            await export.WriteAsync(file);

        EvidenceReport report = await EvidenceBundle.VerifyAsync(new PieceStream(file.Written, 100_000), new EvidenceVerifyOptions { Keys = [BundledRun.Key], MaxLineBytes = 4096 });

        (report.Ok, report.Events).Should().Be((true, 3_000));
        file.Written.Length.Should().BeGreaterThan(1_000_000);
        file.LargestWrite.Should().BeLessThan(80_000, "nobody collects the whole of it");
    }

    [Fact]
    public async Task Verify_SameKeyAndAnotherLog_IsNotTrusted()
    {
        using NoteSigningKey stranger = NoteSigningKey.Generate(BundledRun.Key.Name), witness = NoteSigningKey.Generate("witness.example/w", NoteKeyType.CosignatureV1);

        (await BundledRun.VerifyAsync(_bundle, keys: stranger.VerifierKey)).Findings.Should().Equal(new EvidenceFinding(ProofLine, EvidenceFindingKind.UntrustedSignature));
        (await BundledRun.VerifyAsync(_bundle, keys: witness.VerifierKey)).Findings.Should().Equal(new EvidenceFinding(ProofLine, EvidenceFindingKind.UntrustedSignature));
        (await BundledRun.VerifyAsync(_bundle, keys: [stranger.VerifierKey, BundledRun.Key])).Ok.Should().BeTrue();
    }

    [Fact]
    public async Task Verify_WitnessAlone_IsNotEnough_ThoughItHasSigned()
    {
        using NoteSigningKey witness = NoteSigningKey.Generate("witness.example/w", NoteKeyType.CosignatureV1);
        await using (IAnchorSnapshot snapshot = await _run.Database.Anchors.OpenSnapshotAsync(default))
        {
            StoredCheckpoint stored = (await snapshot.ReadCheckpointAsync(null, default))!;
            SignedNote.TryParse(Encoding.UTF8.GetBytes(stored.Note), out SignedNote? note, out _).Should().BeTrue();
            NoteSignature seen = witness.Cosign(note!.Text, DateTimeOffset.UnixEpoch.AddYears(57));
            (await _run.Database.Anchors.ExtendNoteAsync(stored.Size, stored.Note, note.WithSignatures(seen).ToString(), default)).Should().BeTrue();
        }

        byte[] bundle = (await _run.BundleAsync()).Bundle;

        (await BundledRun.VerifyAsync(bundle, keys: witness.VerifierKey)).Findings.Should().Equal(new EvidenceFinding(ProofLine, EvidenceFindingKind.UntrustedSignature));
        (await BundledRun.VerifyAsync(bundle, keys: [BundledRun.Key, witness.VerifierKey])).SignedBy.Should().HaveCount(2);
    }

    [Fact]
    public async Task Verify_AnotherAuditKey_IsNotTheChains()
    {
        AuditKeyRing other = new(new AuditKey("k0", "another-secret-of-at-least-32-bytes")), without = new(new AuditKey("k9", AnchoredDatabase.Secret));

        (await BundledRun.VerifyAsync(_bundle, other)).Findings.Should().HaveCount(5).And.OnlyContain(static finding => finding.Kind == EvidenceFindingKind.HashMismatch);
        (await BundledRun.VerifyAsync(_bundle, without)).Findings.Should().HaveCount(5).And.OnlyContain(static finding => finding.Kind == EvidenceFindingKind.UnknownKey);
    }

    [Fact]
    public async Task Verify_ManyFindings_ListsTwentyAndCountsAll()
    {
        string[] lines = [.. Lines().Take(2), .. Enumerable.Repeat(Lines()[2], 30)];

        EvidenceReport report = await BundledRun.VerifyAsync(Encoding.UTF8.GetBytes(string.Concat(lines)));

        (report.Findings.Length, report.FindingCount).Should().Be((EvidenceReport.MaxFindings, 31), "29 events stand at the wrong place, there are too many, and there is no proof");
    }

    [Fact]
    public async Task Verify_MorePolicySetsThanAreKept_IsMalformed()
    {
        string cited = Lines()[2];
        IEnumerable<string> events = Enumerable.Range(0, 10_001).Select(i => cited.Replace(BundledRun.PolicySet, $"{i:x64}", StringComparison.Ordinal));

        EvidenceReport report = await BundledRun.VerifyAsync(Encoding.UTF8.GetBytes($"{Lines()[0]}{string.Concat(events)}"));

        report.Events.Should().Be(10_001);
        report.FindingCount.Should().Be(10_001, "all events but the second stand at the wrong place, and then reading ended");
    }

    [Fact]
    public async Task Verify_PersonalFileOfAnotherKind_IsMalformed_AndTheBundleIsVerifiedAllTheSame()
    {
        foreach (string text in new[] { "", "{}\n", Encoding.UTF8.GetString(_bundle), Encoding.UTF8.GetString(_personal).TrimEnd('\n') })
        {
            EvidenceReport report = await BundledRun.VerifyAsync(_bundle, null, Encoding.UTF8.GetBytes(text));
            report.Findings.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Kind = EvidenceFindingKind.Malformed, IsPersonal = true });
            report.Events.Should().Be(5);
        }
    }

    [Fact]
    public async Task Verify_PersonalValueBesideNoCommitment_IsFound()
    {
        string personal = Encoding.UTF8.GetString(_personal);
        string line = personal[(personal.IndexOf('\n', StringComparison.Ordinal) + 1)..];

        foreach (string more in new[] { line.Replace("\"seq\":3", "\"seq\":4", StringComparison.Ordinal), line.Replace("\"seq\":3", "\"seq\":400", StringComparison.Ordinal) })
            (await BundledRun.VerifyAsync(_bundle, null, Encoding.UTF8.GetBytes(personal + more))).Findings.Should().Equal(new EvidenceFinding(3, EvidenceFindingKind.CommitmentMismatch, IsPersonal: true));
        (await BundledRun.VerifyAsync(_bundle, null, Encoding.UTF8.GetBytes(personal + line))).Findings.Should().ContainSingle().Which.Kind.Should().Be(EvidenceFindingKind.Malformed, "a place comes once");
    }

    [Fact]
    public async Task Report_AsJson_HasNothingOfTheContentAndNoHash()
    {
        EvidenceReport report = await BundledRun.VerifyAsync(BundleForgery.Find("text altered").Forge(_bundle));
        using MemoryStream json = new();
        using (System.Text.Json.Utf8JsonWriter writer = new(json))
            report.WriteTo(writer);

        string text = Encoding.UTF8.GetString(json.ToArray());
        text.Should().EndWith(""""findings":[{"file":"bundle","line":9,"kind":"content_mismatch"}],"finding_count":1}"""").And.NotContain("send_m").And.NotMatchRegex("[0-9a-f]{32}");
    }

    [Fact]
    public async Task Verify_WithoutAKey_IsMisuse() =>
        await _bundle.Awaiting(static bundle => EvidenceBundle.VerifyAsync(new MemoryStream(bundle), new EvidenceVerifyOptions { Keys = [] }).AsTask()).Should().ThrowAsync<ArgumentException>();

    private string[] Lines() => [.. Encoding.UTF8.GetString(_bundle).Split('\n')[..^1].Select(static line => $"{line}\n")];

    /// <summary>Says where the hashes of events stand that neither leaf nor checkpoint has.</summary>
    private IEnumerable<int> HashesBeforeTheLast()
    {
        int start = 0;
        string[] lines = Lines();
        for (int i = 0; i < BundledRun.Events; i++)
        {
            if (i > 0)
            {
                int hash = start + Encoding.UTF8.GetByteCount(lines[i][..(lines[i].LastIndexOf("\"hash\":\"", StringComparison.Ordinal) + 8)]);
                foreach (int at in Enumerable.Range(hash, 64))
                    yield return at;
            }

            start += Encoding.UTF8.GetByteCount(lines[i]);
        }
    }
}
