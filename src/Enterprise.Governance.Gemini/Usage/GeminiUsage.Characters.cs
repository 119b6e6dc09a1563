using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini;

public static partial class GeminiUsage
{
    /// <summary>Returns the length of a prompt, for <c>LlmCall.PromptCharacters</c> and for estimates: texts, and function calls and results as JSON.</summary>
    /// <param name="messages">The messages to send.</param>
    /// <returns>UTF-16 characters. Images and other data count nothing.</returns>
    public static long PromptCharacters(IEnumerable<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return messages.Sum(static message => message.Contents.Sum(Characters));
    }

    internal static long ResponseCharacters(IEnumerable<ChatMessage> messages) =>
        messages.Where(static message => message.Role == ChatRole.Assistant).Sum(static message => ResponseCharacters(message.Contents));

    /// <summary>What the model wrote. Results that middleware or the API put in between are not its output.</summary>
    internal static long ResponseCharacters(IEnumerable<AIContent> contents) =>
        contents.Where(static content => content is not FunctionResultContent).Sum(Characters);

    private static long Characters(AIContent content) => content switch
    {
        TextContent text => text.Text.Length,
        TextReasoningContent reasoning => reasoning.Text.Length,
        FunctionCallContent call => call.Name.Length + (call.Arguments?.Sum(static argument => argument.Key.Length + Characters(argument.Value)) ?? 0),
        FunctionResultContent result => Characters(result.Result),
        _ => 0,
    };

    private static long Characters(object? value) => value switch
    {
        null => 0,
        string text => text.Length,
        JsonElement { ValueKind: JsonValueKind.Undefined } => 0,
        JsonElement element => element.GetRawText().Length,
        _ => Values.Node(value)?.ToJsonString().Length ?? 0,
    };
}
