using System.Text;

namespace Enterprise.Governance.Testing.Tests;

public sealed class ApprovalTests
{
    private const string MailNeedsApproval = """[{"policy_id":"mail","when":{"action":"send_email"},"effect":{"require_approval":true}}]""";

    [Fact]
    public async Task Approve_TheActionRuns()
    {
        await using GovernanceTestHost host = await GovernanceTestHost.Create().WithPolicies(MailNeedsApproval).StartAsync();
        await using GovernedRun run = await StartAsync(host);
        ActionOutcome<string> asked = await SendAsync(run);

        ApprovalRecord approval = await host.ApproveAsync(asked.ApprovalId, reason: "fine");

        asked.Status.Should().Be(ActionStatus.AwaitingApproval);
        approval.Should().Match<ApprovalRecord>(static a => a.State == ApprovalState.Approved && a.DecidedBy == "tester" && a.Reason == "fine");
        (await SendAsync(run)).Status.Should().Be(ActionStatus.Completed);
        await host.ShouldVerifyAsync(run.RunId);
    }

    [Fact]
    public async Task Deny_TheActionDoesNot()
    {
        await using GovernanceTestHost host = await GovernanceTestHost.Create().WithPolicies(MailNeedsApproval).StartAsync();
        await using GovernedRun run = await StartAsync(host);

        (await host.DenyAsync((await SendAsync(run)).ApprovalId, by: "ben")).Should().Match<ApprovalRecord>(static a => a.State == ApprovalState.Denied && a.DecidedBy == "ben");

        (await SendAsync(run)).Status.Should().Be(ActionStatus.Denied);
    }

    [Fact]
    public async Task ApproveNext_TakesTheOldest_AndFailsWhenNothingWaits()
    {
        await using GovernanceTestHost host = await GovernanceTestHost.Create().WithPolicies(MailNeedsApproval).StartAsync();
        await using GovernedRun run = await StartAsync(host);
        string?[] asked = [(await SendAsync(run, "a")).ApprovalId, (await SendAsync(run, "b")).ApprovalId];

        string[] approved = [(await host.ApproveNextAsync()).ApprovalId, (await host.ApproveNextAsync()).ApprovalId];

        approved.Should().Equal(asked);
        (await host.Awaiting(static h => h.ApproveNextAsync().AsTask()).Should().ThrowAsync<InvalidOperationException>()).WithMessage("no approval waits");
    }

    [Fact]
    public async Task Decision_ThatIsNotPossible_SaysWhy()
    {
        await using GovernanceTestHost host = await GovernanceTestHost.Create().WithPolicies(MailNeedsApproval).StartAsync();
        await using GovernedRun run = await StartAsync(host);
        string? id = (await SendAsync(run)).ApprovalId;

        (await host.Awaiting(h => h.ApproveAsync(id, by: "ann").AsTask()).Should().ThrowAsync<InvalidOperationException>()).WithMessage("*RequesterCannotApprove");
        await host.ApproveAsync(id);
        (await host.Awaiting(h => h.DenyAsync(id).AsTask()).Should().ThrowAsync<InvalidOperationException>()).WithMessage("*`send_email` was not decided: AlreadyDecided");
        (await host.Awaiting(static h => h.DenyAsync("nothing").AsTask()).Should().ThrowAsync<InvalidOperationException>()).WithMessage("there is no approval `nothing`");
        (await host.Awaiting(static h => h.DenyAsync(null).AsTask()).Should().ThrowAsync<InvalidOperationException>()).WithMessage("there is no approval id*");
    }

    private static ValueTask<GovernedRun> StartAsync(GovernanceTestHost host) => host.Governance.StartRunAsync(new GovernanceScope("acme", user: "ann"));

    private static ValueTask<ActionOutcome<string>> SendAsync(GovernedRun run, string to = "a") => run.InvokeAsync(
        new ActionCall("send_email", "mail", Encoding.UTF8.GetBytes($$"""{"to":"{{to}}"}""")), static _ => ValueTask.FromResult("sent"), TestJson.Default.String);
}
