namespace Enterprise.Governance.Policies.Linting.Texts;

/// <summary>What one text must be.</summary>
internal sealed class TextConstraints
{
    /// <summary>Gets the patterns that must match.</summary>
    internal List<TextPattern> Required { get; } = [];

    /// <summary>Gets the patterns that must not match.</summary>
    internal List<TextPattern> Refused { get; } = [];

    /// <summary>Gets or sets the only texts that there are, or <see langword="null"/> if there are all.</summary>
    internal IReadOnlyCollection<string>? Domain { get; set; }

    /// <summary>Gets the least number of UTF-16 characters.</summary>
    internal int MinLength { get; init; }

    /// <summary>Gets the greatest number of UTF-16 characters.</summary>
    internal int MaxLength { get; init; } = int.MaxValue;

    internal bool AllowsControlCharacters { get; init; } = true;

    internal bool Admits(string text) =>
        text.Length >= MinLength && text.Length <= MaxLength
        && (AllowsControlCharacters || !text.Any(char.IsControl))
        && Required.TrueForAll(pattern => pattern.IsMatch(text))
        && !Refused.Exists(pattern => pattern.IsMatch(text));
}
