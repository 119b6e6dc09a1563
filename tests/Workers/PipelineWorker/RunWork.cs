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
        await using GovernedRun run = await governance.GetRunAsync(runId) ?? await governance.StartRunAsync(new GovernanceScope("acme", user: "ann"), new RunOptions { RunId = runId });
        AppendReceipt receipt = await run.AppendAsync(LedgerEvent.Create("host.note"), new AppendOptions { IdempotencyKey = "note" });
        tell($"receipt {runId} {receipt.Seq} {receipt.Hash}");
        for (int i = 0; i < WorkerHost.ActionsPerRun; i++)
        {
            string key = $"k{i}";
            ActionOutcome<string> outcome = await run.InvokeAsync(
                new ActionCall("work", "worker", Encoding.UTF8.GetBytes($$"""{"i":{{i}}}"""), key) { CostUnits = 1, Capture = i % 2 == 0 ? ArgumentCapture.Personal : ArgumentCapture.Value },
                _ =>
                {
                    effect($"{runId} {key}");
                    return ValueTask.FromResult($"{runId} {key}");
                },
                WorkJson.Default.String);
            tell($"outcome {runId} {key} {outcome.Status}");
        }
    }
}

[JsonSerializable(typeof(string))]
internal sealed partial class WorkJson : JsonSerializerContext;
