using System.Security.Cryptography;
using System.Text;
using Enterprise.Governance.Ledger.Tests.Support;
using Enterprise.Governance.Sqlite;

namespace Enterprise.Governance.Ledger.Tests.Verification;

public sealed class VerifyStatusTests : IAsyncDisposable
{
    private const string InsertRun = "INSERT INTO runs (run_id, tenant_id, org_id, user_id, roles, state, tags, salt, created_at, updated_at) VALUES ('run', 'acme', NULL, 'ann', '[]', 'running', '[]', x'00', 0, 0);";

    private readonly LedgerFiles _files = new(SqliteFeatures.All);

    public ValueTask DisposeAsync() => _files.DisposeAsync();

    [Fact]
    public async Task Report_OfAnIntactRun_HasThisJson()
    {
        using ChainLedger ledger = _files.Open();
        AppendReceipt receipt = await ledger.AppendAsync("run", Reports.Event());

        (await ledger.VerifyAsync("run"))!.ToJson().Should().Be(
            $$"""{"ok":true,"run_id":"run","status":"intact","checked":1,"head":{"seq":1,"hash":"{{receipt.Hash}}"},"findings":[],"finding_count":0,"anchored_seq":null,"redacted":[],"redacted_count":0}""");
    }

    [Fact]
    public async Task Report_OfAForgedRow_ShowsStoredHashesOnly()
    {
        using ChainLedger ledger = _files.Open();
        IReadOnlyList<AppendReceipt> r = await ledger.AppendBatchAsync("run", [Reports.Event("""{"paid":1}"""), Reports.Event()]);
        string forged = new('0', 64);
        _files.Forge($"UPDATE run_events SET canonical = replace(canonical, 'paid\":1', 'paid\":9'), hash = '{forged}' WHERE seq = 1;");

        (await ledger.VerifyAsync("run"))!.ToJson().Should().Be(
            $$"""{"ok":false,"run_id":"run","status":"tampered","checked":2,"head":{"seq":2,"hash":"{{r[1].Hash}}"},"findings":[{"seq":1,"kind":"hash_mismatch","stored":"{{forged}}"},{"seq":2,"kind":"prev_mismatch","stored":"{{r[0].Hash}}","stored_previous":"{{forged}}"}],"finding_count":2,"anchored_seq":null,"redacted":[],"redacted_count":0}""");
    }

    [Fact]
    public async Task Run_WithoutEvents_IsEmpty()
    {
        using ChainLedger ledger = _files.Open();
        await ledger.OpenAsync();
        (await ledger.VerifyAsync("run")).Should().BeNull();
        _files.Forge(InsertRun);

        VerifyReport report = (await ledger.VerifyAsync("run"))!;

        (report.Status, report.Ok, report.Checked, report.Head).Should().Be((VerifyStatus.Empty, false, 0L, null));
        (await ledger.VerifyAllAsync().ToListAsync()).Should().ContainSingle();
    }

    [Theory]
    [InlineData("tenant_id = 'evil'")]
    [InlineData("org_id = 'sales'")]
    [InlineData("user_id = NULL")]
    public async Task RunsTable_DiffersFromRunStarted_IsTamperedAtSeq1(string change)
    {
        using ChainLedger ledger = _files.Open();
        await ledger.AppendAsync("run", Reports.Event("""{"tenant":"acme","org":null,"user":"ann"}""", "run.started"));
        _files.Forge(InsertRun);
        (await ledger.VerifyAsync("run"))!.Status.Should().Be(VerifyStatus.Intact);

        _files.Forge($"UPDATE runs SET {change};");

        (await ledger.VerifyAsync("run"))!.Places().Should().Equal((1, VerifyFindingKind.ColumnMismatch));
    }

    [Fact]
    public async Task WhiteSpace_RehashedBySomebodyWithTheSecret_OnlyStrictFindsIt()
    {
        using ChainLedger ledger = _files.Open();
        await ledger.AppendAsync("run", Reports.Event("""{"a":1}"""));
        StoredEvent row = (await ledger.ReadAsync("run").ToListAsync())[0];
        string text = Encoding.UTF8.GetString(row.Canonical.Span).Replace("{\"a\":1}", "{ \"a\":1}", StringComparison.Ordinal);
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"|{text}|{LedgerFiles.Secret}")));

        _files.Forge("UPDATE run_events SET canonical = $text, hash = $hash; UPDATE run_heads SET hash = $hash;", ("$text", text), ("$hash", hash)).Should().Be(2);

        (await ledger.VerifyAsync("run"))!.Status.Should().Be(VerifyStatus.Intact);
        VerifyReport strict = (await ledger.VerifyAsync("run", new VerifyOptions { Strict = true }))!;
        (strict.Status, strict.Findings.Single()).Should().Be((VerifyStatus.Tampered, new VerifyFinding(1, VerifyFindingKind.NotCanonical)));
    }

    [Fact]
    public async Task ManyFindings_TwentyAreListedAllAreCounted()
    {
        using ChainLedger ledger = _files.Open();
        await ledger.AppendBatchAsync("run", [.. Enumerable.Range(0, 50).Select(static _ => Reports.Event())]);
        _files.Forge("UPDATE run_events SET canonical = canonical || ' ' WHERE seq > 10;");

        VerifyReport report = (await ledger.VerifyAsync("run"))!;

        report.Findings.Should().HaveCount(20);
        report.FindingCount.Should().Be(80, "40 rows, each with another text than its columns say and than its hash says");
        report.Findings.Select(static f => f.Seq).Should().BeInAscendingOrder().And.StartWith(11L);
    }

    [Fact]
    public async Task VerifyAll_ManyRuns_OneReportEachInOrder()
    {
        using ChainLedger ledger = _files.Open();
        string[] ids = ["Z", "a", "ä", "\uFFFD", "😀", .. Enumerable.Range(0, 40).Select(static i => $"run-{i:00}")];
        await Task.WhenAll(ids.Select(async id => await ledger.AppendBatchAsync(id, [Reports.Event(), Reports.Event()])));
        _files.Forge("UPDATE run_events SET ts = 'x' WHERE run_id = 'run-07' AND seq = 2; DELETE FROM run_events WHERE run_id = 'run-09'; DELETE FROM run_heads WHERE run_id = 'run-11';");

        List<VerifyReport> reports = await ledger.VerifyAllAsync().ToListAsync();

        reports.Select(static r => r.RunId).Should().Equal(ids.OrderBy(static id => Convert.ToHexString(Encoding.UTF8.GetBytes(id)), StringComparer.Ordinal));
        reports.Where(static r => !r.Ok).Select(static r => (r.RunId, r.Status, r.Findings[0])).Should().Equal(
            ("run-07", VerifyStatus.Tampered, new VerifyFinding(2, VerifyFindingKind.ColumnMismatch)),
            ("run-09", VerifyStatus.Truncated, new VerifyFinding(1, VerifyFindingKind.Truncated)),
            ("run-11", VerifyStatus.Tampered, new VerifyFinding(2, VerifyFindingKind.HeadMismatch)));
    }
}
