using System.Buffers;
using System.Collections.Immutable;

namespace Enterprise.Governance.Ledger.Personal;

/// <summary>An event's data without its personal values, and those values. Immutable.</summary>
/// <param name="Data">The data with a commitment in the place of each value; canonical.</param>
/// <param name="Comparable">The data with the same placeholder in each place: what a repeat has in common with the first append, whatever the salts.</param>
/// <param name="Values">The values in the order of the text.</param>
internal sealed record PersonalData(byte[] Data, byte[] Comparable, ImmutableArray<PersonalValue> Values)
{
    /// <summary>Takes the values at <paramref name="pointers"/> out of canonical data.</summary>
    /// <exception cref="LedgerException">A pointer is refused (<c>personal_pointer_invalid</c>).</exception>
    internal static PersonalData Split(string eventType, byte[] canonical, ImmutableArray<string> pointers, Func<byte[]> newSalt)
    {
        ArrayBufferWriter<byte> data = new(canonical.Length + (pointers.Length * 80)), comparable = new(canonical.Length);
        ImmutableArray<PersonalValue>.Builder values = ImmutableArray.CreateBuilder<PersonalValue>(pointers.Length);
        Span<byte> mac = stackalloc byte[Commitment.Size], hex = stackalloc byte[Commitment.Size * 2];
        int copied = 0;
        foreach ((string path, Range place) in new PersonalPointers(eventType, pointers).Locate(canonical))
        {
            PersonalValue value = new(path, canonical[place], newSalt());
            if (!Commitment.TryCompute(value, mac))
                throw new InvalidOperationException("A pointer that names a place is text, and the salt has 32 bytes.");
            Convert.TryToHexStringLower(mac, hex, out _);
            ReadOnlySpan<byte> before = canonical.AsSpan(copied..place.Start.Value);
            data.Write(before);
            data.Write(Commitment.Opening);
            data.Write("\""u8);
            data.Write(hex);
            data.Write("\"}"u8);
            comparable.Write(before);
            comparable.Write("{\"$commit\":null}"u8);
            copied = place.End.Value;
            values.Add(value);
        }

        data.Write(canonical.AsSpan(copied));
        comparable.Write(canonical.AsSpan(copied));
        return new PersonalData(data.WrittenSpan.ToArray(), comparable.WrittenSpan.ToArray(), values.MoveToImmutable());
    }
}
