using Enterprise.Governance.CostMetering;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Core.Tests;

public sealed class LlmTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("governance").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero));
    private readonly HookedStores _hooks = new();

    private string File => Path.Combine(_directory, "test.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task InvokeLlm_CallThrowsAGovernanceException_IsFailedAndGivesTheHoldBack()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time);
        await using GovernedRun run = await host.StartRunAsync();

        ActionOutcome<string> outcome = await run.InvokeLlmAsync<string>(
            new LlmCall("m") { PromptTokens = 1000 }, static _ => throw new GovernanceException("model_refused", "the model's own client says no"));

        outcome.Status.Should().Be(ActionStatus.Failed);
        (await run.GetUsageAsync()).Should().Be(RunUsage.None);
        (await host.EventsAsync(run.RunId)).Should().Equal("run.started", "llm.called");
    }

    [Fact]
    public async Task InvokeLlm_Cancelled_ChargesWhatArrivedAndGivesBackTheRest()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time);
        await using GovernedRun run = await host.StartRunAsync();
        using CancellationTokenSource cancel = new();

        await FluentActions.Awaiting(() => run.InvokeLlmAsync<string>(
            new LlmCall("m") { PromptCharacters = 4000, MaxOutputTokens = 100_000 },
            async context =>
            {
                context.ReportText(4000);
                await cancel.CancelAsync();
                throw new OperationCanceledException(cancel.Token);
            },
            cancel.Token).AsTask()).Should().ThrowAsync<OperationCanceledException>();

        RunUsage usage = await run.GetUsageAsync();
        (usage.LlmCalls, usage.CostUnits, usage.HeldLlmCalls, usage.HeldCostUnits).Should().Be((1, 20, 0, 0));
        (await host.DataAsync(run.RunId, 2)).Should().Contain("\"status\":\"cancelled\"");
    }

    [Fact]
    public async Task InvokeLlm_SettlingFails_IsNotToldAsAFailedCall()
    {
        await using TestHost host = await TestHost.StartAsync(File, _time, register: _hooks.Register);
        await using GovernedRun run = await host.StartRunAsync();
        int settled = 0;
        _hooks.Before = name => name == "finish_llm" && Interlocked.Increment(ref settled) == 1 ? throw new ObjectDisposedException("the store") : Task.CompletedTask;

        await FluentActions.Awaiting(() => run.InvokeLlmAsync(new LlmCall("m"), static _ => ValueTask.FromResult("text")).AsTask()).Should().ThrowAsync<ObjectDisposedException>();

        settled.Should().Be(1, "a settlement that failed is not repeated under another status");
    }
}
