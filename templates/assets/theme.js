// Sets the remembered theme before the first paint.
(function(){var d=document.documentElement;function s(){try{var t=localStorage.getItem("theme");if(t)d.setAttribute("data-theme",t);else d.removeAttribute("data-theme")}catch(e){}}s();addEventListener("pageshow",s);addEventListener("storage",s)})();
