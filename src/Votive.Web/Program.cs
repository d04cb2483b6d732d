using Votive.Web;
using Votive.ServiceDefaults;

return await ServiceProgram.RunAsync(() =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddVotiveWeb();
    var app = builder.Build();
    app.UseVotiveWeb();
    return app;
});
