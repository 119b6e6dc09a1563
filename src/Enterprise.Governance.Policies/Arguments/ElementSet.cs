namespace Enterprise.Governance.Policies.Arguments;

/// <summary>The distinct elements of an array, sorted by their canonical bytes: look-ups stay logarithmic whoever wrote the list.</summary>
internal sealed class ElementSet
{
    private readonly byte[][] _elements;

    private ElementSet(byte[][] elements, JsonType types)
    {
        _elements = elements;
        Types = types;
    }

    /// <summary>Gets the number of distinct elements.</summary>
    internal int Count => _elements.Length;

    /// <summary>Gets the types that occur.</summary>
    internal JsonType Types { get; }

    internal static ElementSet Of(ReadOnlySpan<byte> array)
    {
        SortedSet<byte[]> elements = new(Comparer<byte[]>.Create(static (x, y) => x.AsSpan().SequenceCompareTo(y)));
        JsonType types = JsonType.None;
        foreach (ReadOnlySpan<byte> element in new ElementEnumerator(array))
        {
            elements.Add(element.ToArray());
            types |= CanonicalText.TypeOf(element);
        }

        return new ElementSet([.. elements], types);
    }

    /// <summary>Returns the place of an element among the sorted ones, or -1.</summary>
    internal int IndexOf(ReadOnlySpan<byte> value)
    {
        int low = 0, high = _elements.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = _elements[middle].AsSpan().SequenceCompareTo(value);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return -1;
    }
}
