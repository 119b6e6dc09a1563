using System.Text.Json;

namespace ReferenceServer.Tools;

/// <summary>Reads arguments that a model or a person has written.</summary>
internal static class ToolArguments
{
    internal static string RequireText(this JsonElement args, string name, int maxLength)
    {
        if (args.ValueKind != JsonValueKind.Object || !args.TryGetProperty(name, out JsonElement value) || value.ValueKind != JsonValueKind.String)
            throw new ToolException($"the argument `{name}` is missing; it is a text");
        string text = value.GetString()!;
        return text.Length is > 0 && text.Length <= maxLength ? text : throw new ToolException($"the argument `{name}` has {text.Length} characters; it may have 1 to {maxLength}");
    }

    internal static string RequireLine(this JsonElement args, string name, int maxLength)
    {
        string text = args.RequireText(name, maxLength);
        return text.Any(char.IsControl) ? throw new ToolException($"the argument `{name}` has a control character, such as the end of a line") : text;
    }
}
