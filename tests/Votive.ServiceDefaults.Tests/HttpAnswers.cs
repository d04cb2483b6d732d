using System.Net.Http.Json;
using Votive.Contracts;

namespace Votive.ServiceDefaults.Tests;

internal static class HttpAnswers
{
    /// <summary>Reads a problem, after checking what is true of every one.</summary>
    public static async Task<Problem> ReadProblemAsync(this HttpResponseMessage response)
    {
        Assert.Equal(Problem.MediaType, response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<Problem>(ContractJson.StrictOptions, TestContext.Current.CancellationToken);
        Assert.NotNull(problem);
        Assert.Equal((int)response.StatusCode, problem.Status);
        Assert.Matches("^[0-9a-f]{32}$", problem.TraceId);
        Assert.False(string.IsNullOrEmpty(problem.Code));
        Assert.False(string.IsNullOrEmpty(problem.Title));
        return problem;
    }
}
