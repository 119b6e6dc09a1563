using System.Collections.Immutable;
using Enterprise.Governance.Policies.Comparison;

namespace Enterprise.Governance.Policies;

/// <summary>Collects what two policy sets decide differently, request by request. Memory is that of the kinds of change, not of the requests. Not thread-safe.</summary>
/// <param name="maxExamples">How many examples of each kind of change are kept, from 0.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="maxExamples"/> is negative.</exception>
public sealed class PolicyComparison(int maxExamples = 3)
{
    private readonly int _maxExamples = maxExamples >= 0 ? maxExamples : throw new ArgumentOutOfRangeException(nameof(maxExamples));
    private readonly Dictionary<string, PolicyChange> _changes = new(StringComparer.Ordinal);

    /// <summary>Gets how many requests were compared.</summary>
    public long Compared { get; private set; }

    /// <summary>Gets how many of them came out otherwise.</summary>
    public long Changed { get; private set; }

    /// <summary>Decides a request by both sets and notes what differs.</summary>
    /// <param name="request">The request.</param>
    /// <param name="before">The set that decides first.</param>
    /// <param name="after">The set that it is compared with.</param>
    /// <param name="label">What an example is called, such as a line of a file; or <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">The request cannot be decided, see <see cref="PolicySet.Evaluate"/>; nothing was counted.</exception>
    public void Add(in PolicyRequest request, PolicySet before, PolicySet after, string? label = null)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        Add(in request, before, before.Evaluate(in request), after, after.Evaluate(in request), label);
    }

    /// <summary>Notes what differs between two decisions on a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="before">The set of the first decision.</param>
    /// <param name="beforeDecision">The first decision.</param>
    /// <param name="after">The set of the second decision.</param>
    /// <param name="afterDecision">The second decision.</param>
    /// <param name="label">What an example is called, such as the place of an event; or <see langword="null"/>.</param>
    public void Add(in PolicyRequest request, PolicySet before, PolicyDecision beforeDecision, PolicySet after, PolicyDecision afterDecision, string? label = null)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(beforeDecision);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(afterDecision);
        Compared++;
        ImmutableArray<string> members = OutcomeDifference.Of(beforeDecision, afterDecision);
        if (members.IsEmpty)
            return;
        Changed++;
        PolicyChange change = new(request.Action, beforeDecision.Effect, afterDecision.Effect, members)
        {
            Gained = [.. afterDecision.PolicyIds.Except(beforeDecision.PolicyIds, StringComparer.Ordinal)],
            Lost = [.. beforeDecision.PolicyIds.Except(afterDecision.PolicyIds, StringComparer.Ordinal)],
            Altered = [.. afterDecision.PolicyIds.Intersect(beforeDecision.PolicyIds, StringComparer.Ordinal).Where(id => before.Find(id)?.Digest != after.Find(id)?.Digest)],
        };
        string kind = change.ToKey();
        if (!_changes.TryGetValue(kind, out PolicyChange? known))
            _changes.Add(kind, known = change);
        known.Count++;
        if (known.Examples.Length < _maxExamples)
            known.Examples = known.Examples.Add(new PolicyChangeExample(label, request, beforeDecision, afterDecision));
    }

    /// <summary>Returns the kinds of change, the most frequent first.</summary>
    /// <returns>The changes noted so far, ties by action in ordinal order.</returns>
    public ImmutableArray<PolicyChange> GetChanges() =>
        [.. _changes.OrderByDescending(static pair => pair.Value.Count).ThenBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => pair.Value)];
}
