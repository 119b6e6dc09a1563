using System.Text;
using System.Text.Json.Serialization;
using Enterprise.Governance;
using Enterprise.Governance.Ledger;

namespace PipelineWorker;

/// <summary>The work of one run: an event of the host's, then actions under idempotency keys that leave a trace when they are carried out.</summary>
public static class RunWork
{
    /// <summary>Does what is left of a run. Tells of every receipt and every outcome.</summary>
    /// <param name="governance">Governance.</param>
    /// <param name="runId">The run; started if there is none.</param>
    /// <param name="effect">Carries an action out: leaves its one trace.</param>
    /// <param name="tell">Is told <c>receipt RUN SEQ HASH</c> and <c>outcome RUN KEY STATUS</c>.</param>
    public static async Task DoAsync(IGovernance governance, string runId, Action<string> effect, Action<string> tell)
    {
        await using GovernedRun run = await governance.GetRunAsync(runId) ?? await governance.StartRunAsync(WorkerHost.Scope, new RunOptions { RunId = runId });
        await NoteAsync(run, tell);
        for (int i = 0; i < WorkerHost.ActionsPerRun; i++)
            await ActAsync(run, i, costUnits: 1, effect, tell);
    }

    /// <summary>Appends the host's own event of the run, once.</summary>
    internal static async Task NoteAsync(GovernedRun run, Action<string> tell)
    {
        AppendReceipt receipt = await run.AppendAsync(LedgerEvent.Create("host.note"), new AppendOptions { IdempotencyKey = "note" });
        tell($"receipt {run.RunId} {receipt.Seq} {receipt.Hash}");
    }

    /// <summary>Carries out the action number <paramref name="i"/> of the run under its key.</summary>
    internal static async Task<ActionStatus> ActAsync(GovernedRun run, int i, long costUnits, Action<string> effect, Action<string> tell)
    {
        string key = $"k{i}";
        ActionOutcome<string> outcome = await run.InvokeAsync(
            new ActionCall("work", "worker", Encoding.UTF8.GetBytes($$"""{"i":{{i}}}"""), key) { CostUnits = costUnits, Capture = i % 2 == 0 ? ArgumentCapture.Personal : ArgumentCapture.Value },
            _ =>
            {
                effect($"{run.RunId} {key}");
                return ValueTask.FromResult($"{run.RunId} {key}");
            },
            WorkJson.Default.String);
        tell($"outcome {run.RunId} {key} {outcome.Status}");
        return outcome.Status;
    }
}

[JsonSerializable(typeof(string))]
internal sealed partial class WorkJson : JsonSerializerContext;
