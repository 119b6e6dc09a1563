using System.Collections.Concurrent;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Postgres;

/// <summary>
/// The heads of runs as this process left them. Where nobody else moves a run, events can be sealed after the head that is known, and stored in one round trip: the server compares it. A head that others
/// move too is trusted again once it was found as it was left. Thread-safe.
/// </summary>
internal sealed class PostgresKnownHeads
{
    // A few megabytes. Which of them matter nobody knows, so all go.
    private const int Capacity = 16_384;

    private readonly ConcurrentDictionary<string, Entry> _heads = new(StringComparer.Ordinal);

    /// <summary>Finds the heads of runs.</summary>
    /// <returns>The heads; nothing if any of them is not known well enough.</returns>
    internal IReadOnlyList<(string RunId, RunHead? Head)>? Find(IEnumerable<string> runIds)
    {
        List<(string, RunHead?)> heads = [];
        foreach (string runId in runIds)
        {
            if (!_heads.TryGetValue(runId, out Entry? entry) || !entry.IsTrusted)
                return null;
            heads.Add((runId, entry.Head));
        }

        return heads;
    }

    /// <summary>Notes a head that was moved and committed.</summary>
    internal void Moved(string runId, RunHead? from, RunHead to)
    {
        if (_heads.Count >= Capacity)
            _heads.Clear();
        bool isOurs = from is null || (_heads.TryGetValue(runId, out Entry? entry) && entry.Head == from);
        _heads[runId] = new Entry(to, isOurs);
    }

    internal void Forget(string runId) => _heads.TryRemove(runId, out _);

    private sealed record Entry(RunHead Head, bool IsTrusted);
}
