using System.Text;
using Enterprise.Governance.Ledger.Personal;
using Enterprise.Governance.Ledger.Tests.Support;
using Enterprise.Governance.Ledger.Verification;

namespace Enterprise.Governance.Ledger.Tests.Verification;

/// <summary>What somebody does to the values beside a chain, and where verification sees it.</summary>
public sealed class PersonalVerifyTests
{
    private const string Insert = "INSERT INTO run_event_values (run_id, seq, path, value, salt) ";

    [Theory]
    [InlineData("UPDATE run_event_values SET value = '2' WHERE seq = 2;", 2, 0)]
    [InlineData("UPDATE run_event_values SET value = '1.0' WHERE seq = 2;", 2, 0)]
    [InlineData("UPDATE run_event_values SET salt = zeroblob(32) WHERE seq = 2;", 2, 0)]
    [InlineData("UPDATE run_event_values SET salt = x'' WHERE seq = 2;", 2, 0)]
    [InlineData("UPDATE run_event_values SET path = '/b' WHERE seq = 2;", 2, 1)]
    [InlineData("UPDATE run_event_values SET path = CAST(x'2f61ff' AS TEXT) WHERE seq = 2;", 2, 1)]
    [InlineData("UPDATE run_event_values SET seq = 1 WHERE seq = 2;", 1, 1)]
    [InlineData("UPDATE run_event_values SET seq = 4 WHERE seq = 2;", 4, 1)]
    [InlineData("UPDATE run_event_values SET seq = 0 WHERE seq = 2;", 0, 1)]
    [InlineData("UPDATE run_event_values SET seq = CASE seq WHEN 2 THEN 30 ELSE 20 END; UPDATE run_event_values SET seq = seq / 10;", 2, 0)]
    [InlineData(Insert + "SELECT run_id, seq, '/kept', '1', salt FROM run_event_values WHERE seq = 2;", 2, 0)]
    [InlineData(Insert + "VALUES ('run', 1, '/a', '1', zeroblob(32));", 1, 0)]
    [InlineData("DELETE FROM run_event_values WHERE seq = 2; " + Insert + "VALUES ('run', 2, '/a', '1', zeroblob(32));", 2, 0)]
    public async Task ValuesForged_AreAMismatchAtTheirSeq(string sql, long seq, long redacted)
    {
        await using LedgerFiles files = new();
        using ChainLedger ledger = await AppendAsync(files);

        files.Forge(sql).Should().BePositive();

        VerifyReport report = (await ledger.VerifyAsync("run"))!;
        (report.Status, report.RedactedCount).Should().Be((VerifyStatus.Tampered, redacted), report.ToJson());
        report.Findings[0].Should().Be(new VerifyFinding(seq, VerifyFindingKind.ColumnMismatch), "no value and no hash is shown");
        report.Findings.Should().OnlyContain(static f => f.Kind == VerifyFindingKind.ColumnMismatch);
        (await ledger.VerifyAllAsync().ToListAsync()).Single().Status.Should().Be(VerifyStatus.Tampered);
    }

    [Fact]
    public async Task ValuesMovedToARunWithoutAnyTrace_AreThatRunsMismatch()
    {
        await using LedgerFiles files = new();
        using ChainLedger ledger = await AppendAsync(files);

        files.Forge("UPDATE run_event_values SET run_id = 'nobody' WHERE seq = 2;").Should().Be(1);

        List<VerifyReport> reports = await ledger.VerifyAllAsync().ToListAsync();
        reports.Select(static r => (r.RunId, r.Status, r.RedactedCount)).Should().Equal(("nobody", VerifyStatus.Tampered, 0), ("run", VerifyStatus.Intact, 1));
        reports[0].Findings.Should().Equal(new VerifyFinding(2, VerifyFindingKind.ColumnMismatch));
        (await ledger.VerifyAsync("nobody"))!.Status.Should().Be(VerifyStatus.Tampered);
    }

    [Fact]
    public async Task EventsTruncated_TheirValuesAddNothing()
    {
        await using LedgerFiles files = new();
        using ChainLedger ledger = await AppendAsync(files);

        files.Forge("DELETE FROM run_events WHERE seq >= 2;").Should().Be(2);

        (await ledger.VerifyAsync("run"))!.ToJson().Should().Contain("\"status\":\"truncated\"").And.Contain("\"finding_count\":1,");
    }

    [Fact]
    public async Task RevealData_ValueForged_LeavesTheCommitment()
    {
        await using LedgerFiles files = new();
        using ChainLedger ledger = await AppendAsync(files);
        files.Forge("UPDATE run_event_values SET value = '2' WHERE seq = 2;").Should().Be(1);

        StoredEvent row = (await ledger.ReadAsync("run", 2).ToListAsync())[0];

        row.PersonalValues.Should().ContainSingle();
        row.RevealData().ToArray().Should().Equal(row.GetData().ToArray());
    }

    [Fact]
    public void ValueCommittedToInAnotherForm_IsAMismatch()
    {
        PersonalValue value = new("/a", "1.0"u8.ToArray(), new byte[PersonalValue.SaltBytes]);
        byte[] commitment = new byte[Commitment.Size];
        Commitment.TryCompute(value, commitment).Should().BeTrue();
        string hex = Convert.ToHexStringLower(commitment);
        StoredEvent row = new("run", 1, "", "note", default, "", "", "k0", "sha256") { PersonalValues = [value] };
        FindingList findings = new();
        RedactionList redactions = new();

        PersonalCheck.Check(row, Encoding.UTF8.GetBytes("{\"a\":{\"$commit\":\"" + hex + "\"}}"), findings, redactions);

        value.Matches(hex).Should().BeTrue();
        (findings.First.Single(), redactions.Count).Should().Be((new VerifyFinding(1, VerifyFindingKind.ColumnMismatch), 0));
    }

    [Theory]
    [InlineData("""{"a":{"$commit":"HEX","b":1}}""")]
    [InlineData("""{"a":{"$commit":"HEX"},"b":{"$commit":["HEX"]}}""", "/a")]
    [InlineData("""{"a":{"$commit":"short"}}""")]
    [InlineData("""{"a":"{\"$commit\":\"HEX\"}"}""")]
    [InlineData("""{"$commit":"HEX"}""", "")]
    [InlineData("""{"":[[{"x":{"$commit":"HEX"}}],{"$commit":"HEX"}],"/~":{"$commit":"HEX"}}""", "//0/0/x", "//1", "/~1~0")]
    [InlineData("""{"a":{"$commit":"HEX"},"b":""", "/a")]
    public void Commitment_IsAnObjectWithThatOneMember(string data, params string[] paths)
    {
        string hex = new('a', 64);

        CommittedPlaces.Find(Encoding.UTF8.GetBytes(data.Replace("HEX", hex, StringComparison.Ordinal))).Select(static place => place.Path).Should().Equal(paths);
    }

    /// <summary>Three events: none, one and one personal value.</summary>
    private static async Task<ChainLedger> AppendAsync(LedgerFiles files)
    {
        ChainLedger ledger = files.Open();
        LedgerEvent personal = Reports.Event("""{"a":1,"kept":1}""").WithPersonal("/a");
        await ledger.AppendBatchAsync("run", [Reports.Event(), personal, personal]);
        return ledger;
    }
}
