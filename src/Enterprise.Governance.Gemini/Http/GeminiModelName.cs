namespace Enterprise.Governance.Gemini;

/// <summary>Names of models as parts of an address.</summary>
internal static class GeminiModelName
{
    internal static bool IsValid(string name) => name.Length is > 0 and <= 500 && name.Split('/').All(static segment =>
        segment.Length > 0 && segment is not "." and not ".." && segment.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@'));

    internal static string Require(string name, string parameter) => IsValid(name)
        ? name
        : throw new ArgumentException($"`{name}` is not a model's name such as `gemini-2.5-flash`", parameter);

    /// <summary>The resource of a model: <c>models/…</c> unless the name says what else it is, such as <c>tunedModels/…</c>.</summary>
    internal static string Resource(string name) => name.Contains('/', StringComparison.Ordinal) ? name : $"models/{name}";

    internal static string VertexResource(string name)
    {
        if (name.StartsWith("models/", StringComparison.Ordinal))
            name = name["models/".Length..];
        return name.Contains('/', StringComparison.Ordinal) ? name : $"publishers/google/models/{name}";
    }
}
