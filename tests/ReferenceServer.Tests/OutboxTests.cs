using Enterprise.Governance;
using Microsoft.Extensions.DependencyInjection;
using ReferenceServer.Runs;
using static ReferenceServer.Tests.ServerFixture;

namespace ReferenceServer.Tests;

/// <summary>Between a submission and the queue nothing is lost.</summary>
public sealed class OutboxTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Submission_BeforeACrash_IsHandedOverByAnotherProcess()
    {
        IServiceProvider api = await fixture.StartAsync(), worker = await fixture.StartAsync();
        await EmptyAsync(worker);
        (SubmitStatus status, string run) = await api.GetRequiredService<RunRequests>().SubmitAsync(Request("contact c: a = 1"), default);
        status.Should().Be(SubmitStatus.Accepted);
        (await api.GetRequiredService<IGovernance>().GetRunAsync(run)).Should().BeNull("the process died here");
        long before = Enqueued(worker);

        (await worker.GetRequiredService<OutboxRelay>().RelayAsync(default)).Should().Be(1);
        (await worker.GetRequiredService<OutboxRelay>().RelayAsync(default)).Should().Be(0);

        (await worker.GetRequiredService<IGovernance>().GetRunAsync(run))!.Record.State.Should().Be(RunState.Submitted);
        Enqueued(worker).Should().Be(before + 1);
    }

    [Fact]
    public async Task Relays_OfManyProcesses_HandEachRunOverOnce()
    {
        IServiceProvider[] processes = [await fixture.StartAsync(), await fixture.StartAsync(), await fixture.StartAsync()];
        await EmptyAsync(processes[0]);
        RunRequests requests = processes[0].GetRequiredService<RunRequests>();
        for (int i = 0; i < 60; i++)
            await requests.SubmitAsync(Request("contact c: a = 1"), default);
        long before = Enqueued(processes[0]);

        int[] handed = await Task.WhenAll(processes.Select(static process => Task.Run(async () =>
        {
            int sum = 0;
            for (int rows = 1; rows > 0; sum += rows)
                rows = await process.GetRequiredService<OutboxRelay>().RelayAsync(default);
            return sum;
        })));

        handed.Sum().Should().Be(60);
        Enqueued(processes[0]).Should().Be(before + 60);
    }

    [Fact]
    public async Task Later_IsNotHandedOverBefore()
    {
        IServiceProvider process = await fixture.StartAsync();
        string run = await SubmitAsync(process, Request("contact c: a = 1"));
        await EmptyAsync(process);
        await process.GetRequiredService<Outbox>().AddAsync(run, TimeSpan.FromHours(1), default);

        (await process.GetRequiredService<OutboxRelay>().RelayAsync(default)).Should().Be(0);
    }

    [Fact]
    public async Task Key_RepeatsTheFirstAnswerAndRefusesAnotherRequest()
    {
        RunRequests requests = (await fixture.StartAsync()).GetRequiredService<RunRequests>();
        (SubmitStatus Status, string RunId)[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => requests.SubmitAsync(Request("contact c: a = 1", key: "k1"), default)));

        answers.Count(static answer => answer.Status == SubmitStatus.Accepted).Should().Be(1);
        answers.Select(static answer => answer.RunId).Distinct().Should().ContainSingle();
        (await requests.SubmitAsync(Request("contact c: a = 2", key: "k1"), default)).Status.Should().Be(SubmitStatus.KeyReused);
        (await requests.SubmitAsync(Request("contact c: a = 2", "globex", "k1"), default)).Status.Should().Be(SubmitStatus.Accepted, "another tenant's keys are its own");
    }

    /// <summary>Hands over what other tests have left.</summary>
    private static async Task EmptyAsync(IServiceProvider process)
    {
        while (await process.GetRequiredService<OutboxRelay>().RelayAsync(default) > 0)
        {
        }
    }
}
