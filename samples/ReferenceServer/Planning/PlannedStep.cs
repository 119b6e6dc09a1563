using System.Text.Json;

namespace ReferenceServer.Planning;

/// <summary>One step of a plan: a named action, the tool that carries it out, and the tool's arguments.</summary>
/// <param name="Action">The action, as policies name it.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Args">A JSON object.</param>
internal sealed record PlannedStep(string Action, string Tool, JsonElement Args);
