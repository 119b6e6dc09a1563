using System.Collections.Immutable;
using Enterprise.Governance.Ledger.Personal;

namespace Enterprise.Governance.Ledger;

/// <summary>An event as it is stored. Immutable.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Seq">The position, from 1.</param>
/// <param name="Timestamp">The time: UTC, six decimals.</param>
/// <param name="Type">The type.</param>
/// <param name="Canonical">The canonical text (RFC 8785) of the whole envelope, UTF-8: the bytes that were hashed.</param>
/// <param name="PrevHash">The hash of the event before; empty for seq 1.</param>
/// <param name="Hash">The chained hash, lower-case hexadecimal.</param>
/// <param name="Kid">The id of the audit key.</param>
/// <param name="Alg">The algorithm: <c>sha256</c> or <c>hmac-sha256</c>.</param>
public sealed record StoredEvent(
    string RunId, long Seq, string Timestamp, string Type, ReadOnlyMemory<byte> Canonical, string PrevHash, string Hash, string Kid, string Alg)
{
    /// <summary>Gets the personal values of the event that are still stored beside the chain, as they are stored; empty for most events, and once erased.</summary>
    public ImmutableArray<PersonalValue> PersonalValues { get; init; } = [];

    /// <summary>Returns the event's data object as it was hashed, cut out of the canonical text: for a personal value it has the commitment.</summary>
    /// <returns>Canonical JSON in UTF-8; empty if the text is not an envelope, which <see cref="ILedger.VerifyAsync"/> reports.</returns>
    public ReadOnlyMemory<byte> GetData() => Chain.EventEnvelope.FindData(Canonical, this);

    /// <summary>Returns the event's data with its personal values in their places, for people and hosts that show it.</summary>
    /// <returns>Canonical JSON in UTF-8. A value that was erased, or is not the one that the chain commits to, leaves its commitment <c>{"$commit":"…"}</c>; empty if <see cref="GetData"/> is.</returns>
    public ReadOnlyMemory<byte> RevealData() => PersonalValues.IsEmpty ? GetData() : CommittedPlaces.Reveal(GetData(), PersonalValues);

    /// <summary>Reads an event from its text, as a verifier has it who sees no columns.</summary>
    /// <param name="canonical">The text.</param>
    /// <param name="prevHash">The hash of the event before; empty for seq 1.</param>
    /// <param name="hash">The chained hash.</param>
    /// <returns>The event; <see langword="null"/> if the text is not, byte for byte, an envelope of format 1. Whether its data is canonical is not looked at.</returns>
    public static StoredEvent? FromCanonical(ReadOnlyMemory<byte> canonical, string prevHash, string hash)
    {
        ArgumentNullException.ThrowIfNull(prevHash);
        ArgumentNullException.ThrowIfNull(hash);
        return Chain.EnvelopeParser.Parse(canonical, prevHash, hash);
    }

    /// <summary>Finds the commitments to personal values in the data.</summary>
    /// <returns>The commitments, 64 hexadecimal digits, by their places, RFC 6901 pointers from the data; empty for most events.</returns>
    public IReadOnlyDictionary<string, string> GetCommitments()
    {
        Dictionary<string, string> commitments = new(StringComparer.Ordinal);
        foreach (CommittedPlace place in CommittedPlaces.Find(GetData().Span))
            commitments.TryAdd(place.Path, place.Commitment);
        return commitments;
    }
}
