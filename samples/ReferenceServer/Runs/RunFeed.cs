using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Enterprise.Governance.Ledger;
using ReferenceServer.Hosting;

namespace ReferenceServer.Runs;

/// <summary>Follows a run's chain, as server-sent events whose ids are the events' positions, also of a run that has yet to begin. Ends with the run, or with <c>archived</c> once its events have left.</summary>
internal sealed class RunFeed(ILedger ledger, RunArchive archive, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    // Proxies close what is silent for a minute.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    /// <summary>Tells whether nothing follows an event: then a browser that asks again, as it does by itself, is to stop.</summary>
    internal async Task<bool> IsOverAsync(string runId, long after, CancellationToken cancellationToken)
    {
        await foreach (StoredEvent row in ledger.ReadAsync(runId, after, cancellationToken))
            return row.Seq == after && IsEnd(row);
        return false;
    }

    internal async IAsyncEnumerable<SseItem<string>> FollowAsync(string runId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The caller knows at once that the stream is open.
        yield return new SseItem<string>("", "ping");
        long told = clock.GetTimestamp();
        using PeriodicTimer timer = new(Interval, clock);
        bool mayHaveLeft = true;
        do
        {
            long? head = (await ledger.GetHeadAsync(runId, cancellationToken))?.Seq;
            if (head is null && mayHaveLeft && await archive.FindAsync(runId, cancellationToken) is not null)
            {
                yield return new SseItem<string>("", "archived");
                yield break;
            }

            // Of a run without events the archive is asked once: only events that were there can leave.
            mayHaveLeft = head is not null;
            if (head > after)
            {
                await foreach (StoredEvent row in ledger.ReadAsync(runId, after + 1, cancellationToken))
                {
                    after = row.Seq;
                    yield return new SseItem<string>(JsonSerializer.Serialize(EventView.Of(row), ServerJson.Default.EventView), row.Type) { EventId = after.ToString(CultureInfo.InvariantCulture) };
                    if (IsEnd(row))
                        yield break;
                }

                told = clock.GetTimestamp();
            }
            else if (clock.GetElapsedTime(told) > Silence)
            {
                told = clock.GetTimestamp();
                yield return new SseItem<string>("", "ping");
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private static bool IsEnd(StoredEvent row) => row.Type is "run.completed" or "run.failed" or "run.cancelled";
}
