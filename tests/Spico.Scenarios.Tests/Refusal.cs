using Spico.Client;
using Spico.Protocol.V1;

namespace Spico.Scenarios.Tests;

/// <summary>What a refused client is told.</summary>
internal static class Refusal
{
    /// <summary>The error of a call that must be refused.</summary>
    public static async Task<Error> Of(Func<Task> call) => (await Assert.ThrowsAsync<SpicoException>(call)).Error;

    /// <summary>As above, with a code.</summary>
    public static async Task<Error> Of(ErrorCode code, Func<Task> call)
    {
        Error error = await Of(call);
        Assert.True(error.Code == code, $"Expected {code}, not {error}");
        return error;
    }
}
