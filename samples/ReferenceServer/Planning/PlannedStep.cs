using System.ComponentModel;
using System.Text.Json;

namespace ReferenceServer.Planning;

/// <summary>One step of a plan: a named action, the tool that carries it out, and the tool's arguments.</summary>
internal sealed record PlannedStep(
    [property: Description("The action, as policies name it.")] string Action, [property: Description("The tool.")] string Tool, [property: Description("A JSON object.")] JsonElement Args);
