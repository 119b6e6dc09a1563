using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using ReferenceServer.Tools;

namespace ReferenceServer.Planning;

/// <summary>What a model is told of plans: the instruction with the catalogue of tools, and the form of the answer.</summary>
internal static class PlanPrompt
{
    internal static ChatResponseFormat Format { get; } = ChatResponseFormat.ForJsonSchema(
        JsonElement.Parse(
            """
            {
              "type": "object", "required": ["steps"],
              "properties": {
                "steps": {
                  "type": "array",
                  "items": {
                    "type": "object", "required": ["action", "tool", "args"],
                    "properties": { "action": { "type": "string" }, "tool": { "type": "string" }, "args": { "type": "object", "additionalProperties": true } }
                  }
                }
              }
            }
            """),
        "plan");

    internal static string Of(ToolBox tools)
    {
        StringBuilder text = new(
            """
            You plan the work of a support desk. Answer with the steps that carry out the user's task, in order, as JSON: {"steps":[{"action":"…","tool":"…","args":{…}}]}.
            Use these actions and tools, and no others. If the task cannot be done with them, answer {"steps":[]}.

            """);
        foreach (ITool tool in tools.All)
        {
            foreach (string action in tool.Actions)
                text.Append("\naction ").Append(action).Append(", tool ").Append(tool.Name).Append(", args ").Append(tool.Arguments);
        }

        return text.ToString();
    }
}
