using System.Text.Json;

namespace Enterprise.Governance.Policies.Authoring;

/// <summary>A token of a file as it stands there, comments included; of commas, the next token knows.</summary>
internal sealed record CommentedToken(JsonTokenType Type, string Text, bool CommaBefore, int StartLine, int EndLine)
{
    internal bool IsComment => Type == JsonTokenType.Comment;

    internal bool IsEnd => Type is JsonTokenType.EndArray or JsonTokenType.EndObject;
}
