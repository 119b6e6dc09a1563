using System.Security.Cryptography;

namespace Enterprise.Governance.Ledger;

/// <summary>Events to append to one run, and the conditions. Immutable.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Events">The prepared events, in order; at least one.</param>
/// <param name="IdempotencyKey">The key under which a repeat returns the first receipts, or <see langword="null"/>.</param>
/// <param name="Digest">SHA-256 over types and canonical data of the events, lower-case hexadecimal; compared when the key repeats. It has the places of personal values and neither the
/// values, which it would outlive, nor their commitments, which differ with every salt: <see cref="RequireRepeat"/> compares the values themselves.</param>
/// <param name="ExpectedSeq">The seq that the head must have, 0 for a new run, or <see langword="null"/>.</param>
public sealed record AppendRequest(string RunId, IReadOnlyList<PreparedEvent> Events, string? IdempotencyKey, string? Digest, long? ExpectedSeq)
{
    /// <summary>Gets whether any of the events has a personal value.</summary>
    public bool HasPersonalValues => Events.Any(static prepared => !prepared.PersonalValues.IsEmpty);

    /// <summary>Holds a request whose idempotency key was used before against the first append. For stores: all compare by this rule.</summary>
    /// <param name="digest">The digest stored with the key.</param>
    /// <param name="firstSeq">The seq of the first event appended under the key.</param>
    /// <param name="stored">The personal values stored beside the events from <paramref name="firstSeq"/> on, as many as the request has; need not be read if it has none. What was erased
    /// meanwhile is missing here and compares with nothing: then the request counts as the repeat.</param>
    /// <exception cref="LedgerException">The first append was another (<c>idempotency_key_reused</c>).</exception>
    public void RequireRepeat(string digest, long firstSeq, IEnumerable<(long Seq, PersonalValue Value)> stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        bool isSame = string.Equals(digest, Digest, StringComparison.Ordinal);
        if (isSame && HasPersonalValues)
        {
            // The digests are equal, so the places are: a value stored for another place is damage, which verification finds, and no difference of the request.
            Dictionary<(long, string), PersonalValue> mine = Events.SelectMany((one, index) => one.PersonalValues.Select(value => (Seq: firstSeq + index, Value: value)))
                .ToDictionary(static own => (own.Seq, own.Value.Path), static own => own.Value);
            isSame = stored.All(first => !mine.TryGetValue((first.Seq, first.Value.Path), out PersonalValue? own) || CryptographicOperations.FixedTimeEquals(own.Value.Span, first.Value.Value.Span));
        }

        if (!isSame)
            throw new LedgerException("idempotency_key_reused", "the idempotency key was used in this run for other events");
    }
}
