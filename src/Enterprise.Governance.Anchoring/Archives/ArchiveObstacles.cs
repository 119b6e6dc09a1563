using System.Globalization;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Archives;

/// <summary>Says from single rows of the store why a run must stay, before any of its events is verified: whoever asks for the same runs every night pays little for those that cannot leave.</summary>
internal static class ArchiveObstacles
{
    /// <returns>What stands against it; <see langword="null"/> if only reading the run can tell, which includes runs without a head.</returns>
    internal static async ValueTask<ArchiveResult?> FindAsync(IAnchorSnapshot snapshot, string runId, ArchiveRequest request, CancellationToken cancellationToken)
    {
        if (await snapshot.Ledger.ReadHeadAsync(runId, cancellationToken).ConfigureAwait(false) is not { } head)
            return null;
        StoredEvent? last = await snapshot.Ledger.ReadEventsAsync(runId, head.Seq, cancellationToken).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);

        // Without a last event, or one that has no time, the run does not verify, which is what will be said.
        if (last is not null && DateTimeOffset.TryParse(last.Timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) && time >= request.Before)
            return Skipped(runId, "run_too_young", $"the last event of run `{runId}` is of {last.Timestamp}");
        if (await snapshot.IsOpenAsync(runId, cancellationToken).ConfigureAwait(false))
            return Open(runId);
        long covered = (await snapshot.ReadLeavesOfAsync(runId, cancellationToken).LastOrDefaultAsync(cancellationToken).ConfigureAwait(false))?.Leaf.Seq ?? 0;
        if (covered < head.Seq)
            return Skipped(runId, "run_not_anchored", $"run `{runId}` has events that are in no checkpoint yet ({head.Seq - covered})");
        long values = request.IncludePersonalValues ? 0 : await snapshot.CountPersonalValuesAsync(runId, cancellationToken).ConfigureAwait(false);
        return values == 0
            ? null
            : Skipped(runId, "personal_values_stored", $"run `{runId}` has personal values that are still stored ({values}): erase them, or have them written to a file of their own");
    }

    internal static ArchiveResult Open(string runId) => Skipped(runId, "run_open", $"run `{runId}` has not ended, or an approval, an action or a hold of it is open");

    internal static ArchiveResult Skipped(string runId, string code, string reason) => new(runId, ArchiveOutcome.Skipped) { Code = code, Reason = reason };
}
