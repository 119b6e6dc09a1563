using Enterprise.Governance.Anchoring.Tests.Anchors;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Tests.Archives;

public sealed partial class RunArchiverTests
{
    [Fact]
    public async Task Archive_RunsThatDoNotVerify_CountAgainstTheLimit_AndCanBePassedBy()
    {
        foreach (string runId in (string[])["a", "b", "c"])
            await _database.AppendAsync(runId, 2);
        await _database.AnchorAsync();
        _database.Forge("UPDATE run_events SET canonical = replace(canonical, '\"n\":1', '\"n\":7') WHERE run_id < 'c';");

        (await ArchiveAsync(static request => request with { Limit = 2 })).Select(static result => (result.RunId, result.Code)).Should().Equal(("a", "run_tampered"), ("b", "run_tampered"));
        (await ArchiveAsync(static request => request with { Limit = 2, AfterRun = "b" })).Select(static result => (result.RunId, result.Code)).Should().Equal(("c", null));
    }

    [Fact]
    public async Task Archive_RunsThatStayForWhatTheStoreSays_AreNotVerified_AndDoNotCountAgainstTheLimit()
    {
        await AppendPersonalAsync("a");
        await _database.AppendAsync("b", 2);
        await _database.AppendAsync("c", 2);
        await _database.AnchorAsync();
        await _database.AppendAsync("b", 1);
        _database.Forge("UPDATE run_events SET hash = 'forged' WHERE run_id = 'b' AND seq = 1; UPDATE run_events SET canonical = '{}' WHERE run_id = 'a';");

        (await ArchiveAsync(static request => request with { Limit = 1 })).Select(static result => (result.RunId, result.Code)).Should().Equal(("a", "personal_values_stored"), ("c", null));
        (await CodeAsync("b")).Should().Be("run_not_anchored", "whoever reads it finds what was forged");
    }

    [Fact]
    public async Task Archive_RunWithPersonalValues_StaysUnlessTheyAreTakenAlong()
    {
        await AppendPersonalAsync("run");
        await _database.AnchorAsync();

        (await ArchiveAsync()).Single().Should().BeEquivalentTo(new { Outcome = ArchiveOutcome.Skipped, Code = "personal_values_stored" });
        (await _database.VerifyAsync("run"))!.Should().BeEquivalentTo(new { Status = VerifyStatus.Intact, RedactedCount = 0L });
        Directory.Exists(Archive).Should().BeFalse("nothing was written");
        ArchiveResult result = (await ArchiveAsync(static request => request with { IncludePersonalValues = true })).Single();

        (result.Outcome, result.PersonalValues).Should().Be((ArchiveOutcome.Archived, 1));
        (await File.ReadAllTextAsync(result.File!)).Should().NotContain("ann@");
        (await File.ReadAllTextAsync(result.PersonalFile!)).Should().Contain("ann@");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(result.PersonalFile!).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await _database.VerifyAsync("run"))!.Status.Should().Be(VerifyStatus.Archived);
    }

    [Fact]
    public async Task Archive_RunWhoseValuesWereErased_NeedsNoFileForThem()
    {
        await AppendPersonalAsync("run");
        using (ChainLedger ledger = _database.Ledger)
            await ledger.EraseAsync("run");
        await _database.AnchorAsync();

        (await ArchiveAsync()).Single().Should().BeEquivalentTo(new { Outcome = ArchiveOutcome.Archived, PersonalFile = (string?)null });
    }

    [Fact]
    public async Task Archive_OneRun_SaysWhyItStays()
    {
        await _database.AppendAsync("run", 2);
        (await CodeAsync("run")).Should().Be("run_not_anchored");
        await _database.AnchorAsync();
        (await CodeAsync("run", DateTimeOffset.UnixEpoch)).Should().Be("run_too_young");
        await _database.AppendAsync("run", 1);
        (await CodeAsync("run")).Should().Be("run_not_anchored", "an event is in no checkpoint");
        await _database.AnchorAsync();
        (await CodeAsync("nobody")).Should().Be("run_unknown");
        (await CodeAsync("run")).Should().BeNull();
        (await CodeAsync("run")).Should().Be("run_archived");
    }

    [Theory]
    [InlineData("INSERT INTO runs (run_id, tenant_id, roles, state, tags, salt, created_at, updated_at) VALUES ('run', 't', '[]', 'running', '[]', x'00', 0, 0)", true)]
    [InlineData("INSERT INTO runs (run_id, tenant_id, roles, state, tags, salt, created_at, updated_at) VALUES ('run', 't', '[]', 'completed', '[]', x'00', 0, 0)", false)]
    [InlineData("INSERT INTO approvals (run_id, approval_id, tenant_id, claim_key, digest, action, rules, state, created_at, expires_at, updated_at) VALUES ('run', 'a', 't', 'k', 'd', 'x', '[]', 'pending', 0, 9e12, 0)", true)]
    [InlineData("INSERT INTO approvals (run_id, approval_id, tenant_id, claim_key, digest, action, rules, state, created_at, expires_at, updated_at) VALUES ('run', 'a', 't', 'k', 'd', 'x', '[]', 'pending', 0, 1, 0)", false)]
    [InlineData("INSERT INTO action_claims (run_id, claim_key, digest, state, call_id, attempt, heartbeat_until) VALUES ('run', 'k', 'd', 'running', 'c', 1, 9e12)", true)]
    [InlineData("INSERT INTO runs (run_id, tenant_id, roles, state, tags, salt, created_at, updated_at) VALUES ('run', 't', '[]', 'failed', '[]', x'00', 0, 0); INSERT INTO cost_holds (tenant_id, run_id, call_id, kind, model, cost_units, tokens, expires_at) VALUES ('t', 'run', 'c', 'tool', '', 1, 0, 9e12)", true)]
    public async Task Archive_RunThatIsOpen_Stays(string sql, bool stays)
    {
        await _database.AppendAsync("run", 2);
        await _database.AnchorAsync();
        Execute(sql);

        (await ArchiveAsync()).Length.Should().Be(stays ? 0 : 1);
        (await CodeAsync("run")).Should().Be(stays ? "run_open" : "run_archived");
    }

    [Fact]
    public async Task Archive_RunThatDoesNotVerify_Stays_AndStopsNoOther()
    {
        await _database.AppendAsync("a", 2);
        await _database.AppendAsync("b", 2);
        await _database.AnchorAsync();
        _database.Forge("UPDATE run_events SET canonical = replace(canonical, '\"n\":1', '\"n\":7') WHERE run_id = 'a' AND seq = 1;");

        (await ArchiveAsync()).Select(static result => (result.RunId, result.Code)).Should().Equal(("a", "run_tampered"), ("b", null));

        (await _database.VerifyAsync("a"))!.Status.Should().Be(VerifyStatus.Tampered);
        Directory.EnumerateFiles(Archive).Should().ContainSingle();
    }

    [Fact]
    public async Task Archive_WhereTheRunMovesMeanwhile_LeavesItWithItsEvents_AndNoFile()
    {
        await AppendPersonalAsync("run");
        await _database.AnchorAsync();
        MovingStore erasing = new(() =>
        {
            if (Directory.Exists(Archive) && Directory.EnumerateFiles(Archive).Any(static file => file.EndsWith(".personal.jsonl", StringComparison.Ordinal)))
                Execute("DELETE FROM run_event_values");
            return _database.Anchors;
        });

        ArchiveResult result = (await ArchiveAsync(static request => request with { IncludePersonalValues = true }, erasing)).Single();

        result.Should().BeEquivalentTo(new { Outcome = ArchiveOutcome.Skipped, Code = "run_moved" });
        Directory.EnumerateFiles(Archive).Should().BeEmpty("what was erased is kept nowhere");
        (await _database.VerifyAsync("run"))!.Status.Should().Be(VerifyStatus.Intact);
    }
}
