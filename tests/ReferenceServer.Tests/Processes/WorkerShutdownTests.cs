using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ReferenceServer.Planning;
using ReferenceServer.Runs;

namespace ReferenceServer.Tests.Processes;

/// <summary>A worker that is told to stop does so in time, and loses nothing.</summary>
public sealed class WorkerShutdownTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const int Steps = 100;

    [Fact]
    public async Task Worker_StoppedInTheMiddleOfARun_EndsInTimeAndAnotherFinishesTheRun()
    {
        await fixture.AddTenantAsync(LoadRun.Tenant, """ "rate_limits": { "tenant_rpm": 100000, "user_rpm": 100000 }, "limits": { "max_tool_calls": 200, "max_cost_units": 1000 } """);
        IServiceProvider test = await fixture.StartAsync();
        RunRequest request = ServerFixture.Request("many steps", LoadRun.Tenant) with
        {
            Plan = [.. Enumerable.Range(0, Steps).Select(static i => new PlannedStep("crm:update_contact", "crm", JsonElement.Parse($$$"""{"contact_id":"c","fields":{"f{{{i}}}":"1"}}""")))],
        };
        await using (ServerProcess worker = ServerProcess.Start(fixture, ["worker"]))
        {
            await worker.Started;
            await test.GetRequiredService<RunRequests>().SubmitAsync(request, default);
            await WaitAsync(request.RunId, "(SELECT count(*) FROM governance.action_claims WHERE run_id = $1) >= 3");

            (int exitCode, TimeSpan took) = await worker.StopAsync();

            exitCode.Should().Be(0);
            took.Should().BeLessThan(TimeSpan.FromSeconds(30));
        }

        (await ServerFixture.EventsAsync(test, request.RunId)).Should().NotContain("run.completed", "it was stopped in the middle").And.NotContain("action.in_doubt");
        await using ServerProcess next = ServerProcess.Start(fixture, ["worker"]);
        await WaitAsync(request.RunId, "(SELECT state FROM governance.runs WHERE run_id = $1) = 'completed'");
        (await ServerFixture.EventsAsync(test, request.RunId)).Count(static type => type == "action.started").Should().Be(Steps, "no step was begun twice");
        (await next.StopAsync()).ExitCode.Should().Be(0);
    }

    private async Task WaitAsync(string runId, string condition)
    {
        long from = TimeProvider.System.GetTimestamp();
        using PeriodicTimer pace = new(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        while (true)
        {
            await using NpgsqlCommand command = fixture.Owner.CreateCommand($"SELECT coalesce({condition}, false)");
            command.Parameters.Add(new() { Value = runId });
            if ((bool)(await command.ExecuteScalarAsync())!)
                return;
            TimeProvider.System.GetElapsedTime(from).Should().BeLessThan(TimeSpan.FromSeconds(40), "{0}", condition);
            await pace.WaitForNextTickAsync();
        }
    }
}
