using Enterprise.Governance.Json;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.Backtesting;

/// <summary>Makes recorded decisions again, first with the sets that made them, then with a candidate.</summary>
internal sealed class Backtest(CandidateSets sets, int maxExamples)
{
    private const int MaxNamed = 20;

    private readonly SortedDictionary<string, long> _notReplayed = new(StringComparer.Ordinal);
    private readonly List<string> _notReproduced = [];

    internal PolicyComparison Comparison { get; } = new(maxExamples);

    /// <summary>Gets how many decisions were recorded.</summary>
    internal long Recorded { get; private set; }

    /// <summary>Gets how many of them could be made again with the set that made them.</summary>
    internal long Replayed { get; private set; }

    /// <summary>Gets how many of those did not come out as they were recorded.</summary>
    internal long NotReproduced { get; private set; }

    /// <summary>Gets the first of these.</summary>
    internal IReadOnlyList<string> FirstNotReproduced => _notReproduced;

    /// <summary>Gets how many decisions could not be made again, by reason.</summary>
    internal IReadOnlyDictionary<string, long> NotReplayed => _notReplayed;

    /// <summary>Counts decisions that cannot be made again.</summary>
    internal void Skip(string reason, long count = 1)
    {
        if (count == 0)
            return;
        Recorded += count;
        _notReplayed[reason] = _notReplayed.GetValueOrDefault(reason) + count;
    }

    internal async ValueTask AddAsync(RecordedDecision recorded, CancellationToken cancellationToken)
    {
        if (await sets.FindAsync(recorded.PolicySetVersion, cancellationToken) is not { } set)
        {
            Skip("policy_set_not_stored");
            return;
        }

        if (!TryDecide(set, recorded, out PolicyDecision? before))
        {
            Skip(recorded.Missing!);
            return;
        }

        Recorded++;
        Replayed++;
        if (!CanonicalJson.Canonicalize(System.Text.Encoding.UTF8.GetBytes(before.ToJson())).AsSpan().SequenceEqual(recorded.Decision.Span))
        {
            NotReproduced++;
            if (_notReproduced.Count < MaxNamed)
                _notReproduced.Add(recorded.Label);
            return;
        }

        PolicySet candidate = sets.InPlaceOf(set, recorded.Request.Tenant!);
        if (TryDecide(candidate, recorded, out PolicyDecision? after))
            Comparison.Add(recorded.Request, set, before, candidate, after, recorded.Label);
        else
            NotCompared++;
    }

    /// <summary>Gets how many decisions were made again, but not by the candidate: it looks at arguments that are not there.</summary>
    internal long NotCompared { get; private set; }

    private static bool TryDecide(PolicySet set, RecordedDecision recorded, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PolicyDecision? decision)
    {
        if (recorded.Missing is not null)
            return set.TryEvaluateWithoutArguments(recorded.Request, out decision);
        decision = set.Evaluate(recorded.Request);
        return true;
    }
}
