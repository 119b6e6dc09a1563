using System.Text;
using Enterprise.Governance.Ledger.Tests.Support;
using Enterprise.Governance.Sqlite;

namespace Enterprise.Governance.Ledger.Tests.Verification;

/// <summary>Bytes that a text column can hold and a .NET string cannot: what a decoder forgives, a forger could hide behind.</summary>
public sealed class HostileTextTests : IAsyncDisposable
{
    private readonly LedgerFiles _files = new(SqliteFeatures.All);

    public ValueTask DisposeAsync() => _files.DisposeAsync();

    [Theory]
    [InlineData("canonical")]
    [InlineData("ts")]
    [InlineData("type")]
    [InlineData("prev_hash")]
    [InlineData("hash")]
    [InlineData("kid")]
    [InlineData("alg")]
    public async Task Verify_TextAfterANulByte_IsFound(string column)
    {
        using ChainLedger ledger = await NewChainAsync();

        _files.Forge($"UPDATE run_events SET {column} = CAST(CAST({column} AS BLOB) || x'00' || CAST('hidden' AS BLOB) AS TEXT) WHERE seq = 2;");

        VerifyReport report = (await ledger.VerifyAsync("run"))!;
        report.Status.Should().NotBe(VerifyStatus.Intact);
        report.Findings[0].Seq.Should().Be(2);
    }

    [Fact]
    public async Task Verify_ReplacementCharacterBecomesABrokenByte_IsFound()
    {
        using ChainLedger ledger = await NewChainAsync();

        _files.Forge("UPDATE run_events SET canonical = CAST(replace(canonical, char(65533), CAST(x'FF' AS TEXT)) AS TEXT) WHERE seq = 2;").Should().Be(1);

        (await ledger.VerifyAsync("run"))!.Places().Should().Contain((2, VerifyFindingKind.HashMismatch));
    }

    [Theory]
    [InlineData("hash", "x'00' || CAST('hidden' AS BLOB)")]
    [InlineData("hash", "x'FF'")]
    public async Task Verify_HiddenTextInTheHead_IsFound(string column, string bytes)
    {
        using ChainLedger ledger = await NewChainAsync();

        _files.Forge($"UPDATE run_heads SET {column} = CAST(CAST({column} AS BLOB) || {bytes} AS TEXT);");

        (await ledger.VerifyAsync("run"))!.Places().Should().Equal((3, VerifyFindingKind.HeadMismatch));
    }

    [Theory]
    [InlineData("""{"tenant":"\ud800"}""")]
    [InlineData("""{"\ud800":1,"tenant":"acme"}""")]
    [InlineData("""not json""")]
    public async Task Verify_StartedEventThatNoReaderCanDecode_IsAFindingAndStopsNothing(string data)
    {
        using ChainLedger ledger = await NewChainAsync();
        await ledger.AppendAsync("second", Reports.Event());
        _files.Forge("INSERT INTO runs (run_id, tenant_id, roles, state, tags, salt, created_at, updated_at) VALUES ('run', 'acme', '[]', 'running', '[]', x'00', 0, 0);");

        _files.Forge("UPDATE run_events SET canonical = replace(canonical, '{\"tenant\":\"acme\"}', $data) WHERE seq = 1;", ("$data", data)).Should().BePositive();

        List<VerifyReport> reports = await ledger.VerifyAllAsync(new VerifyOptions { Strict = true }).ToListAsync();
        reports.Select(static r => (r.RunId, r.Status)).Should().Equal(("run", VerifyStatus.Tampered), ("second", VerifyStatus.Intact));
        reports[0].Findings[0].Seq.Should().Be(1);
    }

    [Fact]
    public async Task Verify_DeepStartedEventOfItsOwnTenant_IsIntact()
    {
        using ChainLedger ledger = _files.Open();
        string deep = new string('[', 100) + new string(']', 100);
        await ledger.AppendAsync("deep", Reports.Event($$"""{"tenant":"acme","x":{{deep}}}""", "run.started"));
        _files.Forge("INSERT INTO runs (run_id, tenant_id, roles, state, tags, salt, created_at, updated_at) VALUES ('deep', 'acme', '[]', 'running', '[]', x'00', 0, 0);");

        (await ledger.VerifyAsync("deep"))!.Places().Should().BeEmpty();
    }

    [Theory]
    [InlineData("x'FF'")]
    [InlineData("x'72756E0078'")]
    public async Task VerifyAll_RunIdThatIsNoText_IsReportedAndNotSkipped(string id)
    {
        using ChainLedger ledger = await NewChainAsync();

        _files.Forge($"UPDATE run_events SET run_id = CAST({id} AS TEXT); UPDATE run_heads SET run_id = CAST({id} AS TEXT);");

        List<VerifyReport> reports = await ledger.VerifyAllAsync().ToListAsync();
        reports.Should().ContainSingle().Which.Status.Should().Be(VerifyStatus.Tampered);
    }

    private async Task<ChainLedger> NewChainAsync()
    {
        ChainLedger ledger = _files.Open();
        await ledger.AppendBatchAsync("run", [Reports.Event("""{"tenant":"acme"}""", "run.started"), Reports.Event("{\"text\":\"a\uFFFDb\"}"), Reports.Event()]);
        return ledger;
    }
}
