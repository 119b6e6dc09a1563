using Enterprise.Governance;

namespace PipelineWorker;

/// <summary>A worker that is away for so long in the middle of an action that another one takes its run over.</summary>
internal static class LeaseHolder
{
    /// <summary>Tells <c>effect</c> in the action, and after it for each thing it tries to write what became of it.</summary>
    internal static async Task DoAsync(IGovernance governance, string runId, TextReader input, Action<string> effect, Action<string> tell)
    {
        await governance.StartRunAsync(WorkerHost.Scope, new RunOptions { RunId = runId });
        await using GovernedRun run = (await governance.AcquireRunAsync(runId, "holder"))!;
        await TryAsync("outcome", () => InvokeAsync("k0", async () =>
        {
            effect($"{runId} k0");
            tell("effect");
            await input.ReadLineAsync();
        }));
        await TryAsync("start", () => InvokeAsync("late", () => Task.CompletedTask));
        await TryAsync("approval", async () => (await run.InvokeAsync(
            new ActionCall("pay", "worker", "{}"u8.ToArray(), "approval"), static _ => ValueTask.FromResult(""), WorkJson.Default.String)).Status.ToString());
        await TryAsync("transition", async () => (await run.TransitionAsync(RunState.Planning)).ToString());
        await TryAsync("complete", async () => (await run.CompleteAsync()).ToString());

        async Task<string> InvokeAsync(string key, Func<Task> execute) => (await run.InvokeAsync(
            new ActionCall("work", "worker", """{"i":0}"""u8.ToArray(), key) { Capture = ArgumentCapture.Personal },
            async _ =>
            {
                await execute();
                return key;
            },
            WorkJson.Default.String)).Status.ToString();

        async Task TryAsync(string what, Func<Task<string>> write)
        {
            try
            {
                tell($"{what} {await write()}");
            }
            catch (GovernanceException e)
            {
                tell($"{what} {e.Code}");
            }
        }
    }
}
