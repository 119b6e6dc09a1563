namespace Enterprise.Governance.Policies.Arguments;

/// <summary>The elements of a JSON array in canonical form.</summary>
internal ref struct ElementEnumerator
{
    private ReadOnlySpan<byte> _rest;

    internal ElementEnumerator(ReadOnlySpan<byte> array) => _rest = array[1..];

    /// <summary>Gets the element that <see cref="MoveNext"/> came to.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly ElementEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest[0] == (byte)']')
            return false;
        int end = CanonicalText.EndOfValue(_rest);
        Current = _rest[..end];
        _rest = _rest[end] == (byte)',' ? _rest[(end + 1)..] : _rest[end..];
        return true;
    }
}
