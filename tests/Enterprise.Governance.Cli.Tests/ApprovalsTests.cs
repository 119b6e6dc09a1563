using System.Text.Json;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Cli.Tests;

public sealed class ApprovalsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero));

    private string Database => _directory.File("agents.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Approve_PendingAction_LetsExactlyThatRunOnce()
    {
        (string runId, string approvalId) = await AskAsync();

        ToolResult result = await Bob().RunAsync("approvals", "approve", approvalId, "--tenant", "acme", "--reason", "@known customer", "--yes", "--connection", Database);

        result.Code.Should().Be(0, result.Error);
        result.Lines.Should().Equal(
            $"approval        {approvalId}",
            "tenant          acme",
            "org             sales",
            $"run             {runId}",
            "asked by        ann",
            "action          send_email",
            "tool            mcp:gmail",
            "arguments       {\"to\":\"x@y\"}",
            "asked by rules  mail",
            "state           pending",
            "until           2026-11-23T19:00:00Z",
            "approved by os:bob@desk");
        await using AgentHost host = await AgentHost.StartAsync(Database, _time);
        await using GovernedRun run = (await host.Governance.GetRunAsync(runId))!;
        (await AgentHost.InvokeAsync(run, """{"to":"x@y"}""")).Status.Should().Be(ActionStatus.Completed);
        ApprovalRecord approval = (await host.Governance.Approvals.GetAsync("acme", approvalId))!;
        approval.DecidedBy.Should().Be("os:bob@desk");
        approval.Reason.Should().Be("@known customer");
        (await Bob().RunAsync("verify", "--run", runId, "--strict", "--connection", Database)).Code.Should().Be(0);
    }

    [Fact]
    public async Task Deny_PendingAction_IsFinal()
    {
        (string runId, string approvalId) = await AskAsync();

        ToolResult denied = await DecideAsync("deny", approvalId, "--reason", "no");
        ToolResult late = await DecideAsync("approve", approvalId);

        denied.Code.Should().Be(0, denied.Error);
        denied.Lines[^1].Should().Be("denied by os:bob@desk");
        late.Code.Should().Be(5);
        late.Error.Should().Be("governance: nothing was decided: it is denied already\n");
        await using AgentHost host = await AgentHost.StartAsync(Database, _time);
        await using GovernedRun run = (await host.Governance.GetRunAsync(runId))!;
        (await AgentHost.InvokeAsync(run, """{"to":"x@y"}""")).Status.Should().Be(ActionStatus.Denied);
    }

    [Theory]
    [InlineData("y\n", 0)]
    [InlineData("YES\n", 0)]
    [InlineData("n\n", 5)]
    [InlineData("\n", 5)]
    [InlineData("", 5)]
    public async Task Approve_Interactive_AsksAfterShowing(string answer, int code)
    {
        (_, string approvalId) = await AskAsync();

        ToolResult result = await Bob(isInteractive: true).RunAsync(Tool.Utf8(answer), "approvals", "approve", approvalId, "--tenant", "acme", "--connection", Database);

        result.Code.Should().Be(code);
        result.Output.Should().Contain("arguments       {\"to\":\"x@y\"}");
        result.Error.Should().Be("approve this? [y/N] " + (code == 0 ? "" : "governance: nothing was decided\n"));
        await ShouldBeAsync(approvalId, code == 0 ? ApprovalState.Approved : ApprovalState.Pending);
    }

    [Fact]
    public async Task Approve_NobodyToAsk_NeedsYes()
    {
        (_, string approvalId) = await AskAsync();

        ToolResult result = await Bob().RunAsync("approvals", "approve", approvalId, "--tenant", "acme", "--connection", Database);

        result.Code.Should().Be(2);
        result.Error.Should().Be("governance: nobody can be asked whether to approve this; say --yes\n");
        await ShouldBeAsync(approvalId, ApprovalState.Pending);
    }

    [Fact]
    public async Task Approve_OtherTenantOrUnknownId_ExitsWith4()
    {
        (_, string approvalId) = await AskAsync();

        ToolResult rival = await Bob().RunAsync("approvals", "approve", approvalId, "--tenant", "rival", "--yes", "--connection", Database);
        ToolResult unknown = await DecideAsync("approve", "nope");
        ToolResult empty = await DecideAsync("approve", "");

        rival.Should().BeEquivalentTo(new ToolResult(4, [], $"governance: the tenant `rival` has no approval `{approvalId}`\n"));
        unknown.Should().BeEquivalentTo(new ToolResult(4, [], "governance: the tenant `acme` has no approval `nope`\n"));
        empty.Code.Should().Be(4);
    }

    [Fact]
    public async Task Approve_OwnRequest_ExitsWith5()
    {
        (_, string approvalId) = await AskAsync(user: "os:bob@desk");

        ToolResult result = await DecideAsync("approve", approvalId);

        result.Code.Should().Be(5);
        result.Error.Should().Be("governance: nothing was decided: the requester cannot decide their own approval\n");
    }

    [Fact]
    public async Task Approve_Lapsed_ExitsWith5()
    {
        (_, string approvalId) = await AskAsync();
        _time.Advance(TimeSpan.FromHours(25));

        ToolResult result = await DecideAsync("approve", approvalId);

        result.Code.Should().Be(5);
        result.Error.Should().Be("governance: nothing was decided: it is expired already\n");
    }

    [Theory]
    [InlineData("""[{"kid":"k0","secret":"another-secret-of-at-least-32-bytes!"}]""", "the audit key `k0` is not the one this database was written with; give the right secret. If it is the right one, the table audit_keys was altered")]
    [InlineData("""[{"kid":"k9","secret":"another-secret-of-at-least-32-bytes!"}]""", "the database does not know the audit key `k9`; the tool registers none, a host does")]
    public async Task Approve_KeyOfNoHost_WritesNothing(string keys, string error)
    {
        (_, string approvalId) = await AskAsync();
        string before = LedgerFile.Read(Database, "SELECT * FROM audit_keys");

        ToolResult result = await new Tool { Environment = new() { ["DOTNET_ENVIRONMENT"] = "Development", ["AUDIT_KEYS_JSON"] = keys }, Time = _time }
            .RunAsync("approvals", "approve", approvalId, "--tenant", "acme", "--yes", "--connection", Database);

        result.Should().BeEquivalentTo(new ToolResult(2, [], $"governance: {error}\n"));
        LedgerFile.Read(Database, "SELECT * FROM audit_keys").Should().Be(before);
        await ShouldBeAsync(approvalId, ApprovalState.Pending);
    }

    [Fact]
    public async Task Approve_KeyThatIsNotActiveYet_WritesNothing()
    {
        const string Other = "another-secret-of-at-least-32-bytes!";
        (_, string approvalId) = await AskAsync();
        await LedgerFile.AppendAsync(Database, new AuditKeyRing(new AuditKey("k0", Tool.Secret), new AuditKey("k1", Other)), "run-of-another-host", 1);
        string keys = $$"""[{"kid":"k0","secret":"{{Tool.Secret}}"},{"kid":"k1","secret":"{{Other}}","active":true}]""";

        ToolResult result = await new Tool { Environment = new() { ["DOTNET_ENVIRONMENT"] = "Development", ["AUDIT_KEYS_JSON"] = keys }, Time = _time }
            .RunAsync("approvals", "approve", approvalId, "--tenant", "acme", "--yes", "--connection", Database);

        result.Should().BeEquivalentTo(new ToolResult(2, [], "governance: the audit key `k1` was never active in this database; the tool activates none, a host does\n"));
        LedgerFile.Read(Database, "SELECT kid, generation FROM audit_keys ORDER BY kid").Should().Be("k0|1\nk1|NULL");
    }

    [Fact]
    public async Task List_NeedsNoSecretAndShowsArguments()
    {
        (string runId, string approvalId) = await AskAsync("{\"to\":\"x\u202Ey\U000E0041\\u001b\",\"[red]\":1}");
        Tool tool = new() { Environment = new() { ["DOTNET_ENVIRONMENT"] = "Development" }, Time = _time };

        ToolResult table = await tool.RunAsync("approvals", "list", "--connection", Database);
        ToolResult json = await tool.RunAsync("approvals", "list", "--json", "--tenant", "acme", "--state", "pending", "--connection", Database);

        table.Code.Should().Be(0, table.Error);
        table.Error.Should().BeEmpty();
        table.Output.Should().Contain(approvalId).And.Contain(runId).And.Contain("send_email (mcp:gmail)").And.Contain("2026-11-23T19:00:00Z");
        table.Output.Should().Contain("""{"[red]":1,"to":"x\u202ey\udb40\udc41\u001b"}""").And.NotContain("\u202E");
        using JsonDocument one = JsonDocument.Parse(json.Lines.Should().ContainSingle().Subject);
        one.RootElement.GetProperty("approval_id").GetString().Should().Be(approvalId);
        one.RootElement.GetProperty("args").GetProperty("to").GetString().Should().Be("x\u202Ey\U000E0041\u001b");
        one.RootElement.GetProperty("state").GetString().Should().Be("pending");
        one.RootElement.GetProperty("created_at").GetString().Should().Be("2026-11-22T19:00:00Z");
    }

    [Fact]
    public async Task List_FiltersByTenantAndState()
    {
        (_, string approvalId) = await AskAsync();

        (await ListAsync("--tenant", "rival")).Output.Should().Be("no approvals\n");
        (await ListAsync("--state", "denied")).Output.Should().Be("no approvals\n");
        await DecideAsync("deny", approvalId);
        (await ListAsync()).Output.Should().Be("no approvals\n");
        (await ListAsync("--state", "any", "--json")).Output.Should().Contain("\"state\":\"denied\"").And.Contain("\"decided_by\":\"os:bob@desk\"");
    }

    [Theory]
    [InlineData(null, null, null, false)]
    [InlineData("Production", null, null, false)]
    [InlineData("Development", "Production", null, false)]
    [InlineData("Staging", "Development", null, false)]
    [InlineData("Development", null, "0", true)]
    [InlineData(null, "development", null, true)]
    [InlineData("Production", null, "1", true)]
    [InlineData("Production", null, "yes", false)]
    public async Task Approvals_OutsideDevelopment_AreOffUnlessEnabled(string? dotnet, string? aspnet, string? enabled, bool isOn)
    {
        await AskAsync();
        Dictionary<string, string> environment = new() { ["AUDIT_SECRET"] = Tool.Secret };
        foreach ((string name, string? value) in new[] { ("DOTNET_ENVIRONMENT", dotnet), ("ASPNETCORE_ENVIRONMENT", aspnet), ("GOVERNANCE_CLI_APPROVALS", enabled) })
        {
            if (value is not null)
                environment[name] = value;
        }

        Tool tool = new() { Environment = environment, Time = _time };
        foreach (string[] command in (string[][])[["list"], ["approve", "id", "--tenant", "acme"], ["deny", "id", "--tenant", "acme"]])
        {
            ToolResult result = await tool.RunAsync(["approvals", .. command, "--connection", Database]);

            if (isOn)
                result.Code.Should().Be(command[0] == "list" ? 0 : 4, result.Error);
            else
                result.Should().BeEquivalentTo(new ToolResult(2, [], "governance: approvals from the command line are off outside Development; set GOVERNANCE_CLI_APPROVALS=1 to allow them on this machine\n"));
        }
    }

    private Tool Bob(bool isInteractive = false) => new()
    {
        Environment = new() { ["AUDIT_SECRET"] = Tool.Secret, ["DOTNET_ENVIRONMENT"] = "Development" },
        Time = _time,
        IsInteractive = isInteractive,
    };

    private Task<ToolResult> ListAsync(params string[] more) => Bob().RunAsync(["approvals", "list", "--connection", Database, .. more]);

    private Task<ToolResult> DecideAsync(string verb, string approvalId, params string[] more) =>
        Bob().RunAsync(["approvals", verb, approvalId, "--tenant", "acme", "--yes", "--connection", Database, .. more]);

    private async Task<(string RunId, string ApprovalId)> AskAsync(string args = """{"to":"x@y"}""", string user = "ann")
    {
        await using AgentHost host = await AgentHost.StartAsync(Database, _time);
        return await host.AskAsync(args, user);
    }

    private async Task ShouldBeAsync(string approvalId, ApprovalState state)
    {
        await using AgentHost host = await AgentHost.StartAsync(Database, _time);
        (await host.Governance.Approvals.GetAsync("acme", approvalId))!.State.Should().Be(state);
    }
}
