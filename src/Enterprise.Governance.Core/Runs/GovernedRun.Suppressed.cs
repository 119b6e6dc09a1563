using System.Collections.Concurrent;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Pipeline;

namespace Enterprise.Governance;

public sealed partial class GovernedRun
{
    // Refusals by the rate limiter that no event tells of yet. Written by Interlocked.
    private long _suppressedRefusals;

    // How many refusals a prepared event tells of, until its commit has ended. Nearly always empty.
    private readonly ConcurrentDictionary<PreparedEvent, long> _tallies = new(ReferenceEqualityComparer.Instance);

    /// <summary>Prepares an event of Core; the first one after silent refusals tells how many there were.</summary>
    private PreparedEvent Prepare(LedgerEvent ledgerEvent)
    {
        long suppressed = Interlocked.Exchange(ref _suppressedRefusals, 0);
        if (suppressed == 0)
            return _services.Sealer.PrepareChecked(ledgerEvent);
        try
        {
            PreparedEvent prepared = _services.Sealer.PrepareChecked(PipelineEvents.WithSuppressed(ledgerEvent, suppressed));
            _tallies[prepared] = suppressed;
            return prepared;
        }
        catch
        {
            Interlocked.Add(ref _suppressedRefusals, suppressed);
            throw;
        }
    }

    /// <summary>Awaits the commit of events. If they do not get into the chain, a later event tells of the refusals that they told of.</summary>
    private async ValueTask<TResult> TellAsync<TResult>(IReadOnlyList<PreparedEvent> events, ValueTask<TResult> commit, Func<TResult, bool> isStored)
    {
        bool stored = false;
        try
        {
            TResult result = await commit.ConfigureAwait(false);
            stored = isStored(result);
            return result;
        }
        finally
        {
            Settle(events, stored);
        }
    }

    /// <summary>Stores a refusal.</summary>
    private ValueTask<RefusalStatus> StoreRefusalAsync(RefusalCommit commit, CancellationToken cancellationToken) =>
        TellAsync(commit.Events, _services.Pipeline.RefuseAsync(commit, cancellationToken), static status => status == RefusalStatus.Stored);

    private void Settle(IReadOnlyList<PreparedEvent> events, bool stored)
    {
        if (_tallies.IsEmpty)
            return;
        foreach (PreparedEvent prepared in events)
        {
            if (_tallies.TryRemove(prepared, out long suppressed) && !stored)
                Interlocked.Add(ref _suppressedRefusals, suppressed);
        }
    }
}
