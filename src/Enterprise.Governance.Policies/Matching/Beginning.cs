namespace Enterprise.Governance.Policies.Matching;

/// <summary>A text that others may begin with; its first characters are compared at once.</summary>
internal readonly struct Beginning
{
    private const int HeadLength = 4;

    private readonly string _text;
    private readonly ulong _head, _mask;

    internal Beginning(string text)
    {
        _text = text;
        _head = HeadOf(text);
        _mask = HeadOf(new string('\uFFFF', Math.Min(text.Length, HeadLength)));
    }

    /// <summary>Returns the first characters of a text, as far as it has them.</summary>
    internal static ulong HeadOf(string text)
    {
        if (text.Length >= HeadLength)
            return text[0] | ((ulong)text[1] << 16) | ((ulong)text[2] << 32) | ((ulong)text[3] << 48);
        ulong head = 0;
        for (int i = 0; i < text.Length; i++)
            head |= (ulong)text[i] << (16 * i);
        return head;
    }

    /// <param name="text">A text.</param>
    /// <param name="head">Its <see cref="HeadOf"/>.</param>
    internal bool Begins(string text, ulong head) => (head & _mask) == _head && text.AsSpan().StartsWith(_text);
}
