using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Enterprise.Governance.Gemini;

/// <summary>Tools and tool mode.</summary>
internal static class ToolWriter
{
    internal static void Fill(JsonObject request, ChatOptions options)
    {
        JsonArray declarations = [];
        JsonArray tools = request["tools"] as JsonArray ?? [];
        foreach (AITool tool in options.Tools ?? [])
        {
            switch (tool)
            {
                case AIFunctionDeclaration function:
                    declarations.Add((JsonNode)Declaration(function));
                    break;
                case HostedWebSearchTool:
                    tools.Add((JsonNode)new JsonObject { ["googleSearch"] = new JsonObject() });
                    break;
                case HostedCodeInterpreterTool:
                    tools.Add((JsonNode)new JsonObject { ["codeExecution"] = new JsonObject() });
                    break;
                default:
                    throw new NotSupportedException($"a tool of type {tool.GetType().Name} has no counterpart; set the API's own by `RawRepresentationFactory`");
            }
        }

        if (declarations.Count > 0)
            tools.Add((JsonNode)new JsonObject { ["functionDeclarations"] = declarations });
        if (tools.Count > 0)
            RequestWriter.Fill(request, "tools", tools);
        if (declarations.Count > 0 && Mode(options.ToolMode) is { } mode)
            RequestWriter.Fill(request, "toolConfig", new JsonObject { ["functionCallingConfig"] = mode });
    }

    private static JsonObject Declaration(AIFunctionDeclaration function)
    {
        JsonObject declaration = new() { ["name"] = function.Name };
        if (function.Description.Length > 0)
            declaration["description"] = function.Description;
        if (Values.Node(function.JsonSchema) is JsonObject schema)
            declaration["parametersJsonSchema"] = schema;
        return declaration;
    }

    private static JsonObject? Mode(ChatToolMode? mode) => mode switch
    {
        NoneChatToolMode => new JsonObject { ["mode"] = "NONE" },
        RequiredChatToolMode { RequiredFunctionName: { } name } => new JsonObject { ["mode"] = "ANY", ["allowedFunctionNames"] = new JsonArray(name) },
        RequiredChatToolMode => new JsonObject { ["mode"] = "ANY" },
        AutoChatToolMode => new JsonObject { ["mode"] = "AUTO" },
        _ => null,
    };
}
