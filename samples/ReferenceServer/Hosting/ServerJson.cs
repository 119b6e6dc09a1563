using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ReferenceServer.Authentication;
using ReferenceServer.Planning;
using ReferenceServer.Policies;
using ReferenceServer.Runs;
using ReferenceServer.Status;
using ReferenceServer.Tools;

namespace ReferenceServer.Hosting;

/// <summary>The JSON of the sample: snake_case names, and unknown members are refused.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(ImmutableArray<PlannedStep>))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(Identity))]
[JsonSerializable(typeof(RunSubmission))]
[JsonSerializable(typeof(RunPatch))]
[JsonSerializable(typeof(RunReference))]
[JsonSerializable(typeof(RunView))]
[JsonSerializable(typeof(RunList))]
[JsonSerializable(typeof(EventList))]
[JsonSerializable(typeof(EventView))]
[JsonSerializable(typeof(PolicyView))]
[JsonSerializable(typeof(PolicySubmission))]
[JsonSerializable(typeof(PolicyReport))]
[JsonSerializable(typeof(PolicyProblem[]))]
[JsonSerializable(typeof(SimulationRequest))]
[JsonSerializable(typeof(SimulationView))]
[JsonSerializable(typeof(SystemView))]
[JsonSerializable(typeof(RefreshedLists))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(ModelPlan))]
[JsonSerializable(typeof(MailReceipt))]
[JsonSerializable(typeof(ContactReceipt))]
[JsonSerializable(typeof(PageReceipt))]
[JsonSerializable(typeof(HandbookAnswer))]
internal sealed partial class ServerJson : JsonSerializerContext
{
    /// <summary>Makes bodies of requests read as everything else of the sample is.</summary>
    internal static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.TypeInfoResolverChain.Insert(0, Default);
    }
}
