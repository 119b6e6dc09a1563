using System.Text.Json;

namespace Enterprise.Governance.Policies.Authoring;

/// <summary>A value with everything in it, comments included.</summary>
/// <param name="Type">The value's first token.</param>
/// <param name="Text">A scalar as it stands in the file.</param>
/// <param name="Elements">The members or items.</param>
/// <param name="Last">The comments before the end of an object or array that belong to no element.</param>
internal sealed record CommentedValue(JsonTokenType Type, string Text, List<CommentedElement> Elements, List<Comment> Last)
{
    internal bool IsObject => Type == JsonTokenType.StartObject;

    internal bool IsContainer => Type is JsonTokenType.StartObject or JsonTokenType.StartArray;

    internal bool HasOwnComments => Last.Count > 0 || Elements.Any(static element => element.HasComments);

    /// <summary>Returns the value on one line, or <see langword="null"/> if comments stand in it.</summary>
    internal string? Flat()
    {
        if (!IsContainer)
            return Text;
        if (HasOwnComments)
            return null;
        string[] elements = [.. Elements.Select(static element => element.Value.Flat() is { } value ? element.Name is null ? value : $"{element.Name}: {value}" : null).OfType<string>()];
        if (elements.Length < Elements.Count)
            return null;
        string inner = string.Join(", ", elements);
        return !IsObject ? $"[{inner}]" : inner.Length == 0 ? "{}" : $"{{ {inner} }}";
    }
}
