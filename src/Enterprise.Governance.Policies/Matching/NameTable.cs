using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Enterprise.Governance.Policies.Matching;

/// <summary>What stands under names. Few names are told apart by a fingerprint, all at once; many by a dictionary. Immutable.</summary>
internal sealed class NameTable<T>
{
    private const int Few = 32;

    // Padded to whole vectors.
    private readonly int[] _fingerprints = [];
    private readonly string[] _names = [];
    private readonly T[] _values = [];
    private readonly FrozenDictionary<string, T>? _many;

    /// <param name="pairs">Distinct names, each with what stands there.</param>
    internal NameTable(IEnumerable<KeyValuePair<string, T>> pairs)
    {
        KeyValuePair<string, T>[] all = [.. pairs];
        int[] fingerprints = [.. all.Select(static pair => Fingerprint(pair.Key))];
        if (all.Length > Few || fingerprints.Distinct().Count() < all.Length)
            _many = all.ToFrozenDictionary(StringComparer.Ordinal);
        else
            (_fingerprints, _names, _values) = (Pad(fingerprints), [.. all.Select(static pair => pair.Key)], [.. all.Select(static pair => pair.Value)]);
    }

    internal bool TryGet(string name, [MaybeNullWhen(false)] out T value)
    {
        if (_many is not null)
            return _many.TryGetValue(name, out value);
        int place = PlaceOf(Fingerprint(name));
        bool found = (uint)place < (uint)_names.Length && string.Equals(_names[place], name);
        value = found ? _values[place] : default;
        return found;
    }

    /// <returns>The only place where the fingerprint may stand, or none of a name.</returns>
    private int PlaceOf(int fingerprint)
    {
        Vector256<int> wanted = Vector256.Create(fingerprint);
        ReadOnlySpan<int> fingerprints = _fingerprints;
        for (int i = 0; i < fingerprints.Length; i += Vector256<int>.Count)
        {
            uint equal = Vector256.Equals(Vector256.Create(fingerprints[i..]), wanted).ExtractMostSignificantBits();
            if (equal != 0)
                return i + BitOperations.TrailingZeroCount(equal);
        }

        return -1;
    }

    private static int[] Pad(int[] fingerprints)
    {
        int[] padded = new int[(fingerprints.Length + Vector256<int>.Count - 1) / Vector256<int>.Count * Vector256<int>.Count];
        fingerprints.CopyTo(padded, 0);
        return padded;
    }

    private static int Fingerprint(string name)
    {
        int length = name.Length;
        if (length < 2)
            return length == 0 ? 0 : name[0];
        return (int)((uint)length + (name[0] * 0x9E3779B1u) + (name[length >> 1] * 0x85EBCA77u) + (name[length - 2] * 0xC2B2AE3Du) + (name[length - 1] * 0x27D4EB2Fu));
    }
}
