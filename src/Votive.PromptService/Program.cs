using Votive.PromptService;
using Votive.ServiceDefaults;

return await ServiceProgram.RunAsync(args, () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddVotivePromptService();
    var app = builder.Build();
    app.UseVotivePromptService();
    return app;
});
