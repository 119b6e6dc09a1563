using System.Globalization;
using System.Text.Json;

namespace ReferenceServer.Tests.Processes;

/// <summary>How soon somebody sees something happen, with workers that have nothing else to do. Measures; asserts only that it happens.</summary>
public sealed class ServiceLatencyTests(ServerFixture fixture, ITestOutputHelper output) : IClassFixture<ServerFixture>
{
    private static TimeProvider Clock => TimeProvider.System;

    [Fact]
    public async Task Service_WithIdleWorkers_SaysAtOnceWhatHappens()
    {
        int count = int.Parse(Environment.GetEnvironmentVariable("GOVERNANCE_SERVER_LATENCIES") ?? "8", CultureInfo.InvariantCulture);
        await fixture.AddTenantAsync(LoadRun.Tenant, """ "rate_limits": { "tenant_rpm": 1000000, "user_rpm": 1000000 }, "limits": { "max_tool_calls": 10, "max_cost_units": 100 } """);
        await using Service service = new(fixture, apis: 1);
        Task processes = service.RunAsync(workers: 2, random: null);
        using ServiceClient agent = service.Agent(), approver = service.Approver();
        await agent.LoginAsync(TestContext.Current.CancellationToken);
        await approver.LoginAsync(TestContext.Current.CancellationToken);

        List<double> first = [], resumed = [];
        for (int i = 0; i < count + WarmUps; i++)
        {
            (double toFirst, double toResumed) = await MeasureAsync(agent, approver, new LoadRun((6 * i) + 1));
            if (i >= WarmUps)
            {
                first.Add(toFirst);
                resumed.Add(toResumed);
            }
        }

        service.End();
        await processes;
        Say("POST /runs to the first event of the run's chain", first);
        Say("decision to the step that it was about", resumed);
        first.Should().HaveCount(count);
    }

    private const int WarmUps = 3;

    /// <summary>Submits a run that waits for an approval, and follows it.</summary>
    private static async Task<(double First, double Resumed)> MeasureAsync(ServiceClient agent, ServiceClient approver, LoadRun run)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        long submitted = Clock.GetTimestamp(), decided = 0;
        run.RunId = await agent.SubmitAsync(run.Request, cancellationToken);
        double first = 0, resumed = 0;
        await foreach ((_, string type, string @event) in agent.FollowAsync(run.RunId, cancellationToken))
        {
            if (first == 0)
                first = Clock.GetElapsedTime(submitted).TotalMilliseconds;
            if (type == "approval.requested")
            {
                string approvalId = JsonElement.Parse(@event).GetProperty("data").GetProperty("approval_id").GetString()!;
                decided = Clock.GetTimestamp();
                await approver.DecideAsync(approvalId, approved: true, cancellationToken);
            }

            if (type == "action.started" && decided != 0)
                resumed = Clock.GetElapsedTime(decided).TotalMilliseconds;
        }

        resumed.Should().BePositive("the approved step was begun");
        return (first, resumed);
    }

    private void Say(string what, List<double> milliseconds)
    {
        milliseconds.Sort();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: p50 {At(0.5):F0} ms, p95 {At(0.95):F0} ms, longest {milliseconds[^1]:F0} ms of {milliseconds.Count}"));
        double At(double share) => milliseconds[(int)Math.Min(milliseconds.Count - 1, milliseconds.Count * share)];
    }
}
