using Enterprise.Governance;
using Microsoft.AspNetCore.Components.Authorization;
using ReferenceServer.Authentication;
using ReferenceServer.Dashboard.Inbox;
using ReferenceServer.Dashboard.Runs;
using ReferenceServer.Dashboard.Sessions;
using static ReferenceServer.Tests.ApiFixture;

namespace ReferenceServer.Tests.Dashboard;

/// <summary>What a circuit may do is what its session may at that moment.</summary>
public sealed class OperatorTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Session_ThatIsRevoked_EndsEveryRightAtOnce()
    {
        using HttpClient _ = await fixture.StartAsync();
        string run = await Circuit.RunAsync(fixture, "contact c-9: a = 1\nemail bob@corp.example: A | B");
        await using Circuit circuit = await Circuit.OpenAsync(fixture, CarlaKey);
        (await circuit.Get<RunDesk>().FindAsync(run, default)).Should().NotBeNull();
        ApprovalCase approval = (await circuit.Get<ApprovalInbox>().PendingAsync(default)).Single(one => one.Approval.RunId == run);

        await circuit.RevokeAsync();

        Func<Task>[] acts =
        [
            () => circuit.Get<RunDesk>().FindAsync(run, default), () => circuit.Get<RunDesk>().ListAsync(new RunFilter(null, null, null, false), null, default), () => circuit.Get<RunDesk>().CancelAsync(run, default),
            () => circuit.Get<RunDesk>().RenameAsync(run, "x", default), () => circuit.Get<RunDesk>().VerifyAsync(run, default), () => circuit.Get<ApprovalInbox>().DecideAsync(approval.Approval.ApprovalId, ApprovalDecision.Approved, null, default),
        ];
        foreach (Func<Task> act in acts)
            await act.Should().ThrowAsync<RefusedException>().WithMessage("Your session has ended. Sign in again.");
        (await circuit.Get<IApprovals>().GetAsync("acme", approval.Approval.ApprovalId))!.State.Should().Be(ApprovalState.Pending);
    }

    [Fact]
    public async Task Session_ThatIsRevoked_MakesTheCircuitNobodys()
    {
        using HttpClient _ = await fixture.StartAsync();
        await using Circuit circuit = await Circuit.OpenAsync(fixture, CarlaKey);
        TaskCompletionSource<AuthenticationState> changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        circuit.Authentication.AuthenticationStateChanged += async state => changed.TrySetResult(await state);

        await circuit.RevokeAsync();

        (await changed.Task.WaitAsync(TimeSpan.FromSeconds(30))).User.Identity!.IsAuthenticated.Should().BeFalse();
    }

    [Fact]
    public async Task Right_ThatIsMissing_IsNamed()
    {
        using HttpClient _ = await fixture.StartAsync();
        await using Circuit circuit = await Circuit.OpenAsync(fixture, AnnKey);
        Operator who = circuit.Get<Operator>();

        (await who.MayAsync(ServerCapabilities.RunsRead), await who.MayAsync(ServerCapabilities.PoliciesWrite)).Should().Be((true, false));
        await FluentActions.Awaiting(() => who.ActAsync(ServerCapabilities.PoliciesWrite, default)).Should().ThrowAsync<RefusedException>().WithMessage("Your roles do not include `policies.write`. Ask an administrator for it.");
    }

    [Fact]
    public async Task Run_OfAnotherTenant_IsNotThere_AndCannotBeChanged()
    {
        using HttpClient _ = await fixture.StartAsync();
        string run = await Circuit.RunAsync(fixture, "contact c-9: a = 1\nemail bob@corp.example: A | B");
        await using Circuit circuit = await Circuit.OpenAsync(fixture, GinaKey);
        RunDesk desk = circuit.Get<RunDesk>();

        (await desk.FindAsync(run, default)).Should().BeNull();
        (await desk.VerifyAsync(run, default)).Should().BeNull();
        (await desk.FollowAsync(run, 0, default).ToListAsync()).Should().BeEmpty();
        await FluentActions.Awaiting(() => desk.CancelAsync(run, default)).Should().ThrowAsync<RefusedException>();
        (await circuit.Get<ApprovalInbox>().PendingAsync(default)).Should().NotContain(one => one.Approval.RunId == run);
    }

    [Fact]
    public async Task Acts_AreCountedLikeRequests_AndRefusedInWords()
    {
        using HttpClient _ = await fixture.StartAsync();
        await using Circuit circuit = await Circuit.OpenAsync(fixture, GusKey);
        Operator who = circuit.Get<Operator>();

        // Globex's file allows its users 30 in a minute; reading counts nothing.
        Func<Task> acts = async () =>
        {
            for (int i = 0; i < 100; i++)
            {
                await who.RequireAsync(ServerCapabilities.RunsRead, default);
                await who.ActAsync(ServerCapabilities.RunsRead, default);
            }
        };

        await acts.Should().ThrowAsync<RefusedException>().WithMessage("The limit of 30 requests in 60 s for user:gus is reached. Try again in * s.");
    }
}
